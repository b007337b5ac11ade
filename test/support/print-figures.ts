/** Prints the counts of a test if `FIGURES=1` is set. Passing tests print nothing otherwise. */
export function printFigures(text: string): void {
  if (process.env.FIGURES) process.stdout.write(text);
}
