export const catalogueWords = {} as const;
