/** Spaces, signs and marks, which people write as they please: “晋城市 第一中学(东校区)” is “晋城市第一中学东校区”. */
const WRITTEN_AS_ONE_PLEASES = /[\p{Z}\p{P}\p{S}\p{C}]/gu;
const NO_DIGIT = /\D/g;

/** A mobile number with the country's code in front. */
const CHINESE_MOBILE = /^86(1\d{10})$/;

/** A text as it is compared: full-width and half-width, upper and lower case are one. Empty where nothing is left. */
export function normalised(text: string): string {
  // Again behind each step: lower case, and what stands beside each other now, may hold what NFKC would have composed.
  const lower = text.normalize('NFKC').toLowerCase().normalize('NFKC');
  return lower.replace(WRITTEN_AS_ONE_PLEASES, '').normalize('NFKC');
}

export function normalisedPhone(text: string): string {
  return text.normalize('NFKC').replace(NO_DIGIT, '').replace(CHINESE_MOBILE, '$1');
}
