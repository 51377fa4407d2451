/** How the product's version reaches the sandboxed preload, which can read no file: as an argument of its process. */
export const productVersionSwitch = '--brenier-version='
