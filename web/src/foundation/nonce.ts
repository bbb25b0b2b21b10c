/** What the page says where no server has put a nonce into it. */
const NONE = '__CSP_NONCE__';

/** The nonce of a page's content security policy. One made by chance may begin with anything, underscores included. */
export function nonceIn(content: string | undefined): string | undefined {
  return content && content !== NONE ? content : undefined;
}
