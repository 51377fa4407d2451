/** The product's version, written into studies and results. A test holds it to package.json. */
export const productVersion = '0.1.0'
