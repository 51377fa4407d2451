/**
 * Draws the pictures of the welcome page's cards from the samples that ship: `node scripts/make-card-art.mjs`.
 * Run it again where a sample changes; the PNGs in renderer/features/welcome/cards are committed.
 */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { runnerImport } from 'vite'

const root = path.resolve(import.meta.dirname, '..')
const samples = path.join(root, 'resources/samples')
const target = path.join(root, 'renderer/features/welcome/cards')

/** A card's art is 6 × 4 tiles, twice the 256 × 172 px it is shown at. */
const columns = 6
const rows = 4
const width = 512
const height = 344

async function readIdx(file) {
  const bytes = gunzipSync(await readFile(file))
  const dimensions = bytes[3]
  const shape = Array.from({ length: dimensions }, (_, i) => bytes.readUInt32BE(4 + 4 * i))
  return { shape, data: bytes.subarray(4 + 4 * dimensions) }
}

/** The first pictures of each class in turn, so that neighbours differ. */
function oneOfEachClass(labels, wanted, skip) {
  const byClass = new Map()
  labels.forEach((label, i) => byClass.set(label, [...(byClass.get(label) ?? []), i]))
  const classes = [...byClass.keys()].sort((a, b) => a - b)
  return Array.from({ length: wanted }, (_, n) => {
    const turn = n * 7 + Math.floor(n / classes.length)
    const members = byClass.get(classes[turn % classes.length])
    return members[(skip + Math.floor(n / classes.length)) % members.length]
  })
}

/** Tiles side by side with a 1.5-px gap at the size shown. */
async function sheet(name, pictures, size, channels, kernel) {
  const pitchX = width / columns
  const pitchY = height / rows
  const tiles = await Promise.all(
    pictures.map(async (pixels, n) => {
      const left = Math.round((n % columns) * pitchX)
      const top = Math.round(Math.floor(n / columns) * pitchY)
      const tileWidth = Math.round(((n % columns) + 1) * pitchX) - left - 3
      const tileHeight = Math.round((Math.floor(n / columns) + 1) * pitchY) - top - 3
      const input = await sharp(pixels, { raw: { width: size, height: size, channels } })
        .resize(tileWidth, tileHeight, { kernel, fit: 'fill' })
        .png()
        .toBuffer()
      return { input, left, top }
    }),
  )
  await sharp({ create: { width, height, channels: 3, background: '#0A0D12' } })
    .composite(tiles)
    .png({ palette: true, colours: 128, effort: 10 })
    .toFile(path.join(target, `${name}.png`))
}

async function pictureSheet(name, images, labels, skip, kernel) {
  const { shape, data } = await readIdx(path.join(samples, name, images))
  const { data: classes } = await readIdx(path.join(samples, name, labels))
  const size = shape[1]
  const pixels = size * shape[2]
  const chosen = oneOfEachClass([...classes], columns * rows, skip)
  await sheet(
    name,
    chosen.map((i) => data.subarray(i * pixels, (i + 1) * pixels)),
    size,
    1,
    kernel,
  )
}

/** Faces of different hair side by side: the sample's class is the hair. */
async function faces() {
  const { module: data } = await runnerImport(path.join(root, 'main/data/samples.ts'))
  const set = await data.openSample('faces', path.join(root, 'resources'))
  const pixels = set.height * set.width * set.channels
  const chosen = oneOfEachClass([...set.labels], columns * rows, 5)
  const pictures = chosen.map((i) => set.pixels.subarray(i * pixels, (i + 1) * pixels))
  await sheet('faces', pictures, set.height, set.channels, 'lanczos3')
}

/** The points of the sample with the torn facets of their exact map's codes: cuts halfway between modes. */
async function gaussians(theme) {
  const { module: sets } = await runnerImport(path.join(root, 'main/data/point-sets.ts'))
  const { module: colours } = await runnerImport(path.join(root, 'renderer/ui/palette.ts'))
  const { module: planes } = await runnerImport(path.join(root, 'renderer/host/fake/power-diagram.ts'))
  const set = sets.drawPointSet('gaussians-25', 1)
  const look = colours.palette(theme)
  const { points, labels } = set
  const reach = points.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * 1.12
  const codes = Float64Array.from(points.data, (value) => value / reach)
  // Cells of the codes themselves (heights −½|y|²): what is drawn is the code side, where each cut has its place.
  const heights = Float64Array.from(
    { length: points.rows },
    (_, i) => -(codes[2 * i] ** 2 + codes[2 * i + 1] ** 2) / 2,
  )
  const cells = planes.powerCells(codes, heights)
  const x = (value) => width / 2 + value * height * 0.49
  const y = (value) => height / 2 - value * height * 0.49
  const cuts = []
  cells.forEach(({ vertices, behind }, i) => {
    behind.forEach((j, k) => {
      if (j <= i || labels[i] === labels[j]) return
      const next = (k + 1) % behind.length
      const ends = [vertices[2 * k], vertices[2 * k + 1], vertices[2 * next], vertices[2 * next + 1]]
      cuts.push(
        `M${x(ends[0]).toFixed(1)} ${y(ends[1]).toFixed(1)}L${x(ends[2]).toFixed(1)} ${y(ends[3]).toFixed(1)}`,
      )
    })
  })
  const discs = Array.from({ length: points.rows }, (_, i) => {
    const colour = look.categories[labels[i] % 10]
    return `<circle cx="${x(codes[2 * i]).toFixed(1)}" cy="${y(codes[2 * i + 1]).toFixed(1)}" r="3" fill="${colour}"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${look.well}"/><path d="${cuts.join('')}" stroke="${look.tear}" stroke-width="2.5" stroke-linecap="round" fill="none"/>${discs.join('')}</svg>`
  await sharp(Buffer.from(svg))
    .png({ palette: true, effort: 10 })
    .toFile(path.join(target, `gaussians-25-${theme}.png`))
}

await mkdir(target, { recursive: true })
await faces()
await pictureSheet('fashion', 't10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz', 3, 'cubic')
await pictureSheet('digits', 'digits-images-idx3-ubyte.gz', 'digits-labels-idx1-ubyte.gz', 2, 'cubic')
await gaussians('dark')
await gaussians('light')
