export const publicWords = {} as const;
