export function ImportStartPage() {
  return null;
}
