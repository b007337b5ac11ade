/** Joins the class names that apply. */
export const toClassName = (...names: readonly (string | false | undefined)[]): string =>
  names.filter((name) => name).join(' ');
