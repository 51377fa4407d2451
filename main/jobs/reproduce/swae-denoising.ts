import { checkObjective, defaultObjective, type ObjectiveSpec } from '../../../shared/objectives'
import { matrix, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { pictureGrid } from '../../data/png'
import type { Picture } from '../../data/picture-set'
import { reconstruction } from '../../metrics/reconstruction'
import { gatherPixels, scalePixels, type PixelSource } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import { Encoding } from '../../nn/encode'
import { defaultSpec } from '../../nn/spec'
import { defaultTraining } from '../../nn/training'
import type { JobHandle } from '../job-manager'
import { runStepper } from '../runner'
import type { Tools } from '../tools'
import { cell, requireGoing, type Experiment, type Reproduction } from './experiment'
import { openFashion } from './picture-data'
import { withTrained, type Trained } from './train'

/** Standard deviation of what is added to each value, and dimension of the codes: the paper's. */
const [noise, latent] = [0.3, 80] as const
/** Held-out pictures in a row of the figure. */
const columns = 12

export interface DenoisingScale {
  /** The first of the sample's 10,000; a tenth of them is held out. */
  readonly pictures: number
  readonly epochs: number
}

const scales: Readonly<Record<'whole' | 'quick', DenoisingScale>> = {
  whole: { pictures: 10_000, epochs: 20 },
  quick: { pictures: 3000, epochs: 5 },
}

const swae = (beta: number) => checkObjective({ ...defaultObjective('swae'), beta })

const models: readonly { readonly name: string; readonly objective: ObjectiveSpec }[] = [
  { name: 'AE', objective: defaultObjective('ae') },
  { name: 'VAE', objective: defaultObjective('vae') },
  { name: 'WAE-MMD', objective: defaultObjective('wae-mmd') },
  { name: 'SWAE, β = 1', objective: swae(1) },
  { name: 'SWAE, β = 0.5', objective: swae(0.5) },
  { name: 'SWAE, β = 0', objective: swae(0) },
]

/** What models make of noisy pictures: Symmetric Wasserstein Autoencoders, Figure 6. The paper prints pictures only. */
export const swaeDenoising: Experiment = {
  name: 'swae-denoising',
  description: 'Fashion with noise, reconstructed by AE, VAE, WAE-MMD and SWAE',
  paper: 'SWAE',
  minutes: { quick: 1, whole: 8 },
  data: 'none',
  seeds: { quick: 1, whole: 2 },
  run: ({ quick, seeds }, tools, job) => denoising(quick ? scales.quick : scales.whole, seeds, tools, job),
}

/** @throws BrenierError `cancelled`, `training-diverged` */
export async function denoising(
  scale: DenoisingScale,
  seeds: readonly number[],
  tools: Tools,
  job: JobHandle,
): Promise<Reproduction> {
  const fashion = await openFashion(scale.pictures, tools)
  const shown: PixelSource[] = []
  const made = []
  let ofNoise = cell([], null)
  for (const { name, objective } of models) {
    const measured: Denoised[] = []
    for (const seed of seeds) {
      const spec = { ...defaultSpec('ae-dense', sizeOf(fashion), latent), objective }
      const settings = { ...defaultTraining, seed, epochs: scale.epochs }
      const stage = `${name}, seed ${seed}`
      measured.push(
        await withTrained(spec, settings, fashion, stage, tools, job, (model) =>
          denoised(model, fashion, seed, tools, job),
        ),
      )
    }
    const [first] = measured
    if (first) shown.push(...(shown.length === 0 ? [first.given, first.noisy] : []), first.fromNoisy)
    const column = (of: (value: Denoised) => number) => cell(measured.map(of), null)
    ofNoise = column((value) => value.ofNoise)
    made.push({
      name,
      cells: [column(({ clean }) => clean), column(({ freed }) => freed), column(({ between }) => between)],
    })
  }
  return {
    tables: [
      {
        title: `What is made of held-out clothes: squared difference per value from the clean pictures, codes of ${latent}`,
        source: 'Symmetric Wasserstein Autoencoders, Figure 6',
        columns: [
          { name: 'from clean pictures', digits: 4 },
          { name: 'from noisy ones', digits: 4 },
          { name: 'between the two', digits: 4 },
        ],
        rows: [{ name: 'the pictures themselves', cells: [cell([0], null), ofNoise, ofNoise] }, ...made],
      },
    ],
    figures: [
      {
        name: 'pictures',
        caption: `From top to bottom: held-out pictures, the same with noise, and of these ${models.map(({ name }) => name).join('; ')}`,
        picture: inRows(shown),
      },
    ],
    notes: [
      'The paper prints pictures and no figures: only SWAE with β = 1 gives clean ones there. “Between the two” compares what is made of a noisy picture with what is made of the clean one.',
      `Noise of standard deviation ${noise} is added to what the encoder is given, kept within black and white; nothing is trained with noise.`,
      `Scaled down: ${scale.pictures} test pictures of Fashion-MNIST, a tenth of them held out, grey instead of binarised at random; one dense net of 512 and 256 units for all, ${scale.epochs} epochs. The paper trains gated convolutions on 50,000 pictures for 200 epochs.`,
    ],
  }
}

/** A model's held-out pictures, and mean squared differences per value from the clean ones. */
interface Denoised {
  readonly given: PixelSource
  readonly noisy: PixelSource
  readonly fromNoisy: PixelSource
  /** Of the noisy pictures themselves. */
  readonly ofNoise: number
  /** Of what is made of clean pictures, and of noisy ones. */
  readonly clean: number
  readonly freed: number
  /** Of the one from the other. */
  readonly between: number
}

async function denoised(
  { network, split }: Trained,
  fashion: PixelSource,
  seed: number,
  tools: Tools,
  job: JobHandle,
): Promise<Denoised> {
  const count = split.heldOut.length
  const given = { ...sizeOf(fashion), count, pixels: gatherPixels(fashion, split.heldOut) }
  const noisy = { ...given, pixels: withNoise(given.pixels, seed) }
  const again = async (pictures: PixelSource) => {
    const { control } = job
    const { result } = await runStepper(new Encoding(network, pictures), { control, clock: tools.clock })
    requireGoing(job)
    return decodeCodes(network, result)
  }
  const [fromClean, fromNoisy] = [await again(given), await again(noisy)]
  const between = (one: PixelSource, other: PixelSource) =>
    reconstruction(inUnits(one), inUnits(other)).perValue.mean
  return {
    given,
    noisy,
    fromNoisy,
    ofNoise: between(given, noisy),
    clean: between(given, fromClean),
    freed: between(given, fromNoisy),
    between: between(fromClean, fromNoisy),
  }
}

function withNoise(pixels: Uint8Array, seed: number): Uint8Array {
  const source = random(seed).fork('noise of pictures')
  // Rounded, and kept within 0 … 255.
  return Uint8Array.from(Uint8ClampedArray.from(pixels, (value) => value + 255 * noise * source.normal()))
}

const sizeOf = ({ height, width, channels }: PixelSource) => ({ height, width, channels })

const inUnits = ({ count, pixels }: PixelSource): Matrix =>
  matrix(count, pixels.length / count, scalePixels(pixels))

/** The first pictures of each, a row for each. */
function inRows(shown: readonly PixelSource[]): Picture {
  const { height, width } = shown[0]!
  const pixels = shown.flatMap((pictures) => [...pictures.pixels.subarray(0, columns * height * width)])
  return pictureGrid({ height, width, channels: 1, pixels: Uint8Array.from(pixels) }, columns, { gap: 1 })
}
