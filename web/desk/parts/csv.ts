/** A list as a file of this browser; how a line of it is written stands in the contract, for the server's files are the same. */
export { csv } from '#contract/csv.ts';
export { saveFile } from '#web/kit/save-file.ts';
