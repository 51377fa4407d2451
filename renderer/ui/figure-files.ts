import { BrenierError } from '../../shared/errors'
import { download, fileName, savePng } from './download'
import { embeddedFonts } from './embedded-fonts'
import type { Figure } from './figures'
import { figureSvg } from './figure-svg'

/** Writes a figure as SVG. */
export function saveFigureSvg(figure: Figure): void {
  const { svg } = figureSvg(figure)
  download(fileName(figure.name(), 'svg'), new Blob([svg], { type: 'image/svg+xml' }))
}

/**
 * Writes a figure as PNG, two pixels to one, on no ground.
 * @throws BrenierError `internal` where the browser draws no such picture
 */
export async function saveFigurePng(figure: Figure): Promise<void> {
  const { svg, width, height } = figureSvg(figure)
  // An SVG that is drawn as a picture sees no font of the page.
  const whole = svg.replace('<title>', `<style>${await embeddedFonts(svg)}</style><title>`)
  const address = URL.createObjectURL(new Blob([whole], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: 2 * width, height: 2 * height })
    const context = canvas.getContext('2d')
    if (!context) throw new BrenierError('internal', 'Expected a 2D canvas for the figure, got none.')
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    await savePng(fileName(figure.name(), 'png'), canvas)
  } finally {
    URL.revokeObjectURL(address)
  }
}
