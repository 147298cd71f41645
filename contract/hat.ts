/** Sent along by whoever wears one of several hats: the id of that post. What is done is kept with it, wherever it may be done in it. */
export const hatHeader = 'gridloop-post';
