/** The product's version; `package.json` says the same and a test keeps it so. */
export const PRODUCT_VERSION = '0.1.0';
