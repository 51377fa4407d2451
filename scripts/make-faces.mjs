/**
 * Draws the faces sample: `node scripts/make-faces.mjs [--contact sheet.png]`.
 *
 * The art is ToonHead by Johan Melin (CC BY 4.0) from @dicebear/collection. Changed here: cropped to the face, tilted, iris
 * colour and gaze, glasses drawn over it, colours reduced. Each attribute is drawn by itself with fixed shares; skin, tilt
 * and gaze vary in small steps, so that a mode is a piece of a surface and not a single point.
 *
 * Written: `resources/samples/faces/pixels.br` (values of all faces, row-major [n, 64, 64, 3], packed with Brotli) and
 * `faces.json` (what each face has). Faces stand sorted by what they have: neighbours share most of their values, which
 * Brotli finds over its 16 MB window. The reader puts them in random order.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { createAvatar } from '@dicebear/core'
import { toonHead } from '@dicebear/collection'
import { Resvg } from '@resvg/resvg-js'
import sharp from 'sharp'

const side = 64
const count = 6000
/** Levels a channel keeps: edges are drawn with 32 shades instead of 256, half of the bytes. */
const levels = 32
const background = '#e6e6ef'
const viewBox = '116 74 536 536'

/** [name shown, share, what the art calls it] */
const attributes = [
  {
    name: 'Hair',
    values: [
      ['Bald', 0.1, { hairProbability: 0 }],
      ['Side parting', 0.2, { hair: ['sideComed'] }],
      ['Undercut', 0.2, { hair: ['undercut'] }],
      ['Spiky', 0.2, { hair: ['spiky'] }],
      ['Bun', 0.15, { hair: ['bun'] }],
      ['Long', 0.15, { hair: ['sideComed'], rearHair: ['longWavy'], rearHairProbability: 100 }],
    ],
  },
  {
    name: 'Hair colour',
    values: [
      ['Black', 0.35, '2c1b18'],
      ['Brown', 0.3, '7a4a2b'],
      ['Red', 0.15, 'b8481f'],
      ['Blond', 0.2, 'dcb867'],
    ],
  },
  {
    name: 'Glasses',
    values: [
      ['None', 0.7, false],
      ['Round', 0.3, true],
    ],
  },
  {
    name: 'Beard',
    values: [
      ['None', 0.6, { beardProbability: 0 }],
      ['Moustache', 0.15, { beardProbability: 100, beard: ['moustacheTwirl'] }],
      ['Full', 0.25, { beardProbability: 100, beard: ['fullBeard'] }],
    ],
  },
  {
    name: 'Eyes',
    values: [
      ['Brown', 0.5, '4b2422'],
      ['Blue', 0.3, '3f8fd6'],
      ['Closed', 0.2, null],
    ],
  },
  {
    name: 'Mouth',
    values: [
      ['Smile', 0.6, 'smile'],
      ['Frown', 0.4, 'sad'],
    ],
  },
]

/** Skin runs along these colours; the attribute says which third of the way a face has. */
const skinColours = ['f7d3b8', 'e8b48f', 'c68e6a', 'a36b4f', '6b4430']
const skinNames = ['Light', 'Medium', 'Dark']

/** splitmix32 */
function uniformSource(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296
  }
}

function drawCode(values, uniform) {
  let rest = uniform()
  for (const [code, [, share]] of values.entries()) {
    rest -= share
    if (rest < 0) return code
  }
  return values.length - 1
}

function skinColour(t) {
  const at = t * (skinColours.length - 1)
  const low = Math.min(skinColours.length - 2, Math.floor(at))
  const channel = (colour, c) => parseInt(colour.slice(2 * c, 2 * c + 2), 16)
  return [0, 1, 2]
    .map((c) => {
      const from = channel(skinColours[low], c)
      const value = Math.round(from + (channel(skinColours[low + 1], c) - from) * (at - low))
      return value.toString(16).padStart(2, '0')
    })
    .join('')
}

/** What a face has: codes of the attributes, and what varies within a mode. */
function drawTraits(uniform) {
  const codes = attributes.map(({ values }) => drawCode(values, uniform))
  const steps = (from, to, step) => from + step * Math.floor(uniform() * ((to - from) / step + 1))
  return { codes, skin: steps(0, 40, 1) / 40, tilt: steps(-4, 4, 1), gaze: steps(-9, 9, 3) }
}

const iris = (x, colour) =>
  `<circle cx="${x}" cy="413" r="27" fill="#${colour}"/><circle cx="${x}" cy="413" r="12" fill="#1a1010"/>`
const glasses =
  '<g fill="#ffffff" fill-opacity="0.25" stroke="#20242e" stroke-width="13"><circle cx="306" cy="410" r="56"/>' +
  '<circle cx="461" cy="410" r="56"/><path d="M362 402q21-16 43 0M250 402l-42-10M517 402l42-10" fill="none"/></g>'

/** Replaces what must be there: a new version of the art would else be drawn wrong without a word. */
function replaced(text, pattern, by) {
  const made = text.replace(pattern, by)
  if (made === text) throw new Error(`Expected ${pattern} in the art; its version may have changed.`)
  return made
}

function faceSvg({ codes, skin, tilt, gaze }) {
  const [hair, hairColour, wearsGlasses, beard, eyeColour, mouth] = codes.map(
    (code, i) => attributes[i].values[code][2],
  )
  const avatar = createAvatar(toonHead, {
    seed: 'face',
    hairProbability: 100,
    rearHairProbability: 0,
    ...hair,
    ...beard,
    hairColor: [hairColour],
    skinColor: [skinColour(skin)],
    eyes: [eyeColour ? 'wide' : 'humble'],
    eyebrows: ['neutral'],
    mouth: [mouth],
    clothes: ['tShirt'],
    clothesColor: ['546e8c'],
  }).toString()
  let svg = replaced(avatar, /viewBox="[^"]*"/, `viewBox="${viewBox}"`)
  svg = replaced(svg, /<mask id="viewboxMask">.*?<\/mask>/, '')
  svg = replaced(svg, '<g mask="url(#viewboxMask)">', `<g transform="rotate(${tilt} 384 520)">`)
  if (eyeColour) {
    const left = '<circle cx="314" cy="413.473" r="27" fill="#4B2422"/>'
    const right = '<circle cx="27" cy="27" r="27" transform="matrix(-1 0 0 1 480.06 386.47)" fill="#4B2422"/>'
    svg = replaced(svg, left, iris(310 + gaze, eyeColour))
    svg = replaced(svg, right, iris(457 + gaze, eyeColour))
  }
  return wearsGlasses ? replaced(svg, /<\/g><\/svg>$/, `${glasses}</g></svg>`) : svg
}

/** RGB values of a face, [64, 64, 3], colours reduced. */
function drawFace(traits) {
  const { pixels } = new Resvg(faceSvg(traits), {
    background,
    fitTo: { mode: 'width', value: side },
  }).render()
  const reduce = (value) => Math.round((Math.round((value * (levels - 1)) / 255) * 255) / (levels - 1))
  const rgb = Buffer.alloc(side * side * 3)
  for (let i = 0; i < side * side; i++) {
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = reduce(pixels[4 * i + c])
  }
  return rgb
}

function inOrder(a, b) {
  for (const i of [0, 1, 3, 2]) if (a.codes[i] !== b.codes[i]) return a.codes[i] - b.codes[i]
  return a.tilt - b.tilt || a.skin - b.skin || a.codes[4] - b.codes[4] || a.codes[5] - b.codes[5]
}

async function main() {
  const { values: options } = parseArgs({
    options: {
      out: { type: 'string', default: 'resources/samples/faces' },
      contact: { type: 'string' },
    },
  })
  const uniform = uniformSource(2026)
  const drawn = Array.from({ length: count }, () => drawTraits(uniform))
  if (options.contact) {
    await contactSheet(drawn.slice(0, 160), options.contact)
    return
  }
  const faces = drawn.sort(inOrder)
  await mkdir(options.out, { recursive: true })
  const length = side * side * 3
  const pixels = Buffer.alloc(count * length)
  for (const [i, face] of faces.entries()) {
    drawFace(face).copy(pixels, i * length)
    if ((i + 1) % 100 === 0) process.stderr.write(`\r${i + 1} of ${count} faces`)
  }
  process.stderr.write('\nPacking takes some minutes.\n')
  const packed = await promisify(brotliCompress)(pixels, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: pixels.length,
    },
  })
  await writeFile(path.join(options.out, 'pixels.br'), packed)
  const codeText = (codeOf) => faces.map(codeOf).join('')
  const description = {
    height: side,
    width: side,
    channels: 3,
    count,
    attributes: [
      ...attributes.map(({ name, values }, i) => ({
        name,
        values: values.map(([shown]) => shown),
        codes: codeText((face) => face.codes[i]),
      })),
      {
        name: 'Skin',
        values: skinNames,
        codes: codeText((face) => Math.min(skinNames.length - 1, Math.floor(face.skin * skinNames.length))),
      },
    ],
  }
  await writeFile(path.join(options.out, 'faces.json'), `${JSON.stringify(description, null, 1)}\n`)
}

/** Faces side by side, to look at. */
async function contactSheet(faces, file) {
  const columns = 16
  const tiles = faces.map((traits, i) => ({
    input: drawFace(traits),
    raw: { width: side, height: side, channels: 3 },
    left: (i % columns) * side,
    top: Math.floor(i / columns) * side,
  }))
  const height = Math.ceil(faces.length / columns) * side
  const canvas = { width: columns * side, height, channels: 3, background }
  await sharp({ create: canvas }).composite(tiles).png().toFile(file)
}

await main()
