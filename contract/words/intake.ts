export const intakeWords = {} as const;
