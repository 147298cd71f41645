export const evaluationWords = {} as const;
