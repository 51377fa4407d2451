import { BrenierError } from '../../shared/errors'

/** A name that every file system takes. */
export const fileName = (name: string, ending: string): string =>
  `${name.replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'untitled'}.${ending}`

/** A value of a CSV line. */
export const quoted = (text: string): string =>
  /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

/** Hands a file to the person through the window's own download. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** @throws BrenierError `internal` where the canvas is larger than the browser can write */
export async function savePng(name: string, canvas: HTMLCanvasElement): Promise<void> {
  const image = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!image) {
    throw new BrenierError(
      'internal',
      `Expected a PNG of ${canvas.width} × ${canvas.height}, got none. Try fewer steps.`,
    )
  }
  download(name, image)
}
