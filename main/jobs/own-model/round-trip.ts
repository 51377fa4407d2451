/** What two nets of the person's own make of pictures: the check before a study takes them. */
import type {
  NetReport,
  OwnModelReport,
  OwnNets,
  PictureRange,
  TriedRanges,
} from '../../../shared/contracts/own-model'
import { BrenierError } from '../../../shared/errors'
import { matrix, selectRows, type Matrix } from '../../../shared/matrix'
import { givenCodes, type DataSet, type PictureSet } from '../../data/picture-set'
import { fittedPictures } from '../../data/preprocess'
import { gatherPixels } from '../../nn/batches'
import { OnnxFeatureNet } from '../../nn/onnx/feature-net'
import { OnnxDecoder } from '../../nn/onnx/picture-decoder'
import type { OnnxSession } from '../../nn/onnx/session'
import type { OpenNets } from './own-model'

/** Pictures that go through both nets, spread evenly over the set. */
const shown = 16

/** What exporters write most; ImageNet's means and deviations are those of torchvision's models. */
const usualRanges: readonly PictureRange[] = [
  { kind: 'unit' },
  { kind: 'signed' },
  { kind: 'bytes' },
  { kind: 'standard', mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
]

/** Codes of some items under each range of the encoder that may be meant; one list where codes were given. */
interface Coded {
  readonly range: PictureRange | null
  readonly codes: Matrix
}

/**
 * Sends some of a set's pictures through two nets and compares what comes back. Where ranges are not named, the pair of
 * least error is proposed: a wrong one shows at once.
 * @throws BrenierError `bad-shape` where the nets fit neither each other nor the set's codes; those of the nets
 */
export async function roundTrip(nets: OpenNets, chosen: OwnNets, data: DataSet): Promise<OwnModelReport> {
  const set = data.kind === 'pictures' ? data : null
  const decoder = await OnnxDecoder.of(nets.decoder.session, chosen.decoder.output, set)
  const given = givenCodes(data)
  if (given && given.columns !== decoder.latent) {
    throw new BrenierError(
      'bad-shape',
      `Expected a decoder of codes of ${given.columns} coordinates, as the study’s are, got ${nets.decoder.file.name}, which takes ${decoder.latent}.`,
    )
  }
  const items = evenly(set ? set.count : given!.rows)
  const output = nets.encoder && encoderOutput(nets.encoder.session, chosen.encoder!.output, decoder.latent)
  const coded: Coded[] = []
  if (given) coded.push({ range: chosen.encoder?.range ?? null, codes: selectRows(given, items) })
  else {
    if (!nets.encoder) {
      throw new BrenierError(
        'bad-argument',
        'Expected an encoder beside the decoder: these pictures have no codes yet. Choose one, or open codes of the pictures with them.',
      )
    }
    for (const range of rangesOf(chosen.encoder!.range, set!.channels)) {
      coded.push({ range, codes: await encoded(nets.encoder.session, output, range, set!, items) })
    }
  }
  checkLatent(coded[0]!.codes, decoder.latent, nets)
  const outcome = set
    ? await compared(coded, decoder, chosen.decoder.range, set, items)
    : await unseen(coded[0]!, decoder, chosen.decoder.range)
  const warnings = [...outcome.warnings]
  let encoderRange = outcome.encoder
  if (given && nets.encoder && set) {
    const ranges = rangesOf(chosen.encoder!.range, set.channels)
    const own = await nearestCodes(nets.encoder.session, output, ranges, set, items, coded[0]!.codes)
    if (own.apart > 0.1) {
      warnings.push(
        `The encoder gives other codes than came with the pictures: they lie ${Math.round(100 * own.apart)} % of the codes’ spread apart. Pictures of your own would then stand elsewhere.`,
      )
    }
    encoderRange = own.range
  }
  const { height, width, channels } = set ?? decoder.made
  return {
    encoder: nets.encoder && {
      ...described(nets.encoder.session),
      output: output!,
      range: encoderRange ?? { kind: 'unit' },
    },
    decoder: { ...described(decoder.session), output: decoder.output, range: outcome.decoder },
    latent: decoder.latent,
    made: { height: decoder.made.height, width: decoder.made.width, channels: decoder.made.channels },
    items,
    height,
    width,
    channels,
    pictures: set ? gatherPixels(set, items) : new Uint8Array(0),
    rebuilt: outcome.rebuilt,
    error: outcome.error,
    tried: outcome.tried,
    warnings,
  }
}

const described = ({ file, input, outputs }: OnnxSession): Omit<NetReport, 'output' | 'range'> => ({
  name: file.name,
  hash: file.hash,
  input,
  outputs: [...outputs],
})

const evenly = (count: number): number[] =>
  Array.from({ length: Math.min(shown, count) }, (_, i) => Math.floor((i * count) / Math.min(shown, count)))

/** The range that was named, or all that may be meant: ImageNet's is of colours. */
const rangesOf = (named: PictureRange | null, channels: number): readonly PictureRange[] =>
  named ? [named] : usualRanges.filter(({ kind }) => kind !== 'standard' || channels === 3)

/** The output that was named; else the first that gives as many values as the decoder takes, such as the means of a VAE. */
function encoderOutput(session: OnnxSession, named: string | null, latent: number): string {
  if (named !== null) return session.output(named)
  const fits = session.outputs.find(({ shape }) => {
    const sides = shape.slice(1)
    return sides.length > 0 && sides.reduce<number>((product, side) => product * Number(side), 1) === latent
  })
  return fits?.name ?? session.output(null)
}

async function encoded(
  session: OnnxSession,
  output: string | null,
  range: PictureRange,
  { height, width, channels, ...set }: PictureSet,
  items: readonly number[],
): Promise<Matrix> {
  const pixels = gatherPixels({ height, width, channels, ...set }, items)
  const net = OnnxFeatureNet.of(session, range, output)
  return net.featuresOf({ count: items.length, height, width, channels, pixels })
}

function checkLatent(codes: Matrix, latent: number, { encoder, decoder }: OpenNets): void {
  if (codes.columns === latent || !encoder) return
  const outputs = encoder.session.outputs.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')
  throw new BrenierError(
    'bad-shape',
    `Expected codes of ${latent} coordinates, which ${decoder.file.name} takes, got ${codes.columns} from ${encoder.file.name}. Choose another of its outputs (${outputs}), or nets that belong together.`,
  )
}

interface TripOutcome {
  /** Null where the codes were given. */
  readonly encoder: PictureRange | null
  readonly decoder: PictureRange
  readonly rebuilt: Uint8Array
  readonly error: number | null
  readonly tried: TriedRanges[]
  readonly warnings: readonly string[]
}

/** Decoded under each pair of ranges, held to the pictures. */
async function compared(
  coded: readonly Coded[],
  decoder: OnnxDecoder,
  named: PictureRange | null,
  set: PictureSet,
  items: readonly number[],
): Promise<TripOutcome> {
  const pictures = gatherPixels(set, items)
  const tried: (TriedRanges & { readonly rebuilt: Uint8Array })[] = []
  for (const { range, codes } of coded) {
    const values = await decoder.valuesOf(codes)
    for (const ofDecoder of rangesOf(named, decoder.made.channels)) {
      const { pixels } = fittedPictures(decoder.picturesOf(values, ofDecoder), set)
      const error = meanSquares(pictures, pixels)
      tried.push({ encoder: range, decoder: ofDecoder, error, rebuilt: pixels })
    }
  }
  // A sort keeps the order of equals: the usual ranges come first.
  tried.sort((a, b) => a.error - b.error)
  const [best] = tried
  const { encoder, decoder: range, error, rebuilt } = best!
  const spread = meanSquares(pictures, meanPicture(pictures, items.length))
  const lost =
    error > spread &&
    `The pictures come back no nearer than their mean would be (squared error ${error.toPrecision(2)} a value, ${spread.toPrecision(2)} for the mean): the nets do not belong together, or take their numbers otherwise.`
  return {
    encoder,
    decoder: range,
    rebuilt,
    error,
    tried: tried.length > 1 ? tried.map(({ rebuilt: _, ...one }) => one) : [],
    warnings: lost ? [lost] : [],
  }
}

/** Without pictures to hold them to, what a decoder gives tells its range. */
async function unseen(
  { range, codes }: Coded,
  decoder: OnnxDecoder,
  named: PictureRange | null,
): Promise<TripOutcome> {
  const values = await decoder.valuesOf(codes)
  const [low, high] = extremes(values)
  const told: PictureRange = { kind: high > 2 ? 'bytes' : low < -0.05 ? 'signed' : 'unit' }
  const taken = named ?? told
  return {
    encoder: range,
    decoder: taken,
    rebuilt: decoder.picturesOf(values, taken).pixels,
    error: null,
    tried: [],
    warnings: [],
  }
}

/** The least and the greatest of many values. */
function extremes(values: Float32Array): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}

/** The range under which an encoder's codes come nearest to given ones, and how far they lie apart in the codes' spread. */
async function nearestCodes(
  session: OnnxSession,
  output: string | null,
  ranges: readonly PictureRange[],
  set: PictureSet,
  items: readonly number[],
  given: Matrix,
): Promise<{ readonly range: PictureRange; readonly apart: number }> {
  let best = { range: ranges[0]!, apart: Infinity }
  const mean = matrix(given.rows, given.columns)
  for (let k = 0; k < given.columns; k++) {
    let sum = 0
    for (let i = 0; i < given.rows; i++) sum += given.data[i * given.columns + k]!
    for (let i = 0; i < given.rows; i++) mean.data[i * given.columns + k] = sum / given.rows
  }
  const spread = squares(given.data, mean.data)
  for (const range of ranges) {
    const codes = await encoded(session, output, range, set, items)
    if (codes.columns !== given.columns) {
      throw new BrenierError(
        'bad-shape',
        `Expected an encoder that gives codes of ${given.columns} coordinates, as the study’s are, got ${codes.columns}. Choose another of its outputs.`,
      )
    }
    const apart = spread > 0 ? Math.sqrt(squares(codes.data, given.data) / spread) : 0
    if (apart < best.apart) best = { range, apart }
  }
  return best
}

function squares(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return sum
}

/** Per value, pictures in [0, 1]. */
function meanSquares(a: Uint8Array, b: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i]! - b[i]!) / 255) ** 2
  return sum / a.length
}

/** The mean of pictures, as many times. */
function meanPicture(pictures: Uint8Array, count: number): Uint8Array {
  const size = pictures.length / count
  const means = new Float64Array(size)
  for (let i = 0; i < pictures.length; i++) means[i % size]! += pictures[i]! / count
  return Uint8Array.from(pictures, (_, i) => Math.round(means[i % size]!))
}
