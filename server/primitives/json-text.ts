/** One object told to many is written as JSON once. */
const texts = new WeakMap<object, { readonly text: string; readonly bytes: number }>();

/** JSON of an object that nobody changes any more, and its size as UTF-8; worked out once for each object. */
export function jsonOf(data: object): { readonly text: string; readonly bytes: number } {
  return texts.get(data) ?? rememberJson(data, JSON.stringify(data));
}

/** For who has put the text together from parts that others need too. */
export function rememberJson(data: object, text: string): { readonly text: string; readonly bytes: number } {
  const json = { text, bytes: Buffer.byteLength(text) };
  texts.set(data, json);
  return json;
}
