/** How long the browser may take to fetch what it saves, ms. */
const KEPT_MS = 60_000;

/** Saves a file where the browser puts downloads. Call it from a click. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
