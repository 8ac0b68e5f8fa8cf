// Small figures beside a name: how much is new there. The house writes the very same (foundation/web/figures.py).

const MOST = 99;

/** @param {number} count */
export function figure(count) {
  if (!count) return "";
  return count <= MOST ? String(count) : `${MOST}+`;
}

/** What a figure says: of `99+` one more than it can say. @param {string | null | undefined} text */
export function counted(text) {
  return text?.endsWith("+") ? MOST + 1 : Number(text || 0);
}
