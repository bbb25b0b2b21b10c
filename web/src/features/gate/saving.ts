/** Offers a file made in the browser for saving. */
export function saveFile(content: Blob, name: string): void {
  const place = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = place;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(place), 60_000);
}
