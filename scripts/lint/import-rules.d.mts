export function verdict(importer: string, request: string): string | null
