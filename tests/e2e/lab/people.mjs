// People whom nobody is: well-formed numbers of a birth date, for whatever age a test needs.

/** The check character of GB 11643 behind seventeen digits. */
export function withCheck(seventeen) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return seventeen + '10X98765432'[weights.reduce((sum, w, at) => sum + w * Number(seventeen[at]), 0) % 11];
}

/** `YYYYMMDD` of a day in Shanghai, years ago and days further on. */
export function born(years, days = 0) {
  const today = new Date(Date.now() + 8 * 3600_000);
  const day = new Date(Date.UTC(today.getUTCFullYear() - years, today.getUTCMonth(), today.getUTCDate() + days));
  return day.toISOString().slice(0, 10).replaceAll('-', '');
}

/** A resident identity number of a birth date. */
export const number = (birth, { place = '110105', sequence = '002' } = {}) => withCheck(`${place}${birth}${sequence}`);

/** A child of ten, and a guardian of forty. */
export const CHILD = { name: '测试小友', id: number(born(10)), mobile: '13800138001' };
export const GUARDIAN = { name: '测试家长', id: number(born(40)), mobile: '13800138000' };
