/** Prints what a test has counted if `FIGURES=1` is set; passing tests are silent otherwise. */
export function printFigures(text: string): void {
  if (process.env.FIGURES) process.stdout.write(text);
}
