/** One line of text that a person may have typed: no control character (PostgreSQL takes no NUL), no half of a character. */
export const ONE_LINE = /^[^\p{Cc}\p{Cs}]+$/u;
