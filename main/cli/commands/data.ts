import { InvalidArgumentError, type Command } from 'commander'
import { encodeNpy } from '../../data/npy'
import { openData, openPictureSet, type OpenOptions } from '../../data/open'
import type { DataSet, PictureSet, PictureSize } from '../../data/picture-set'
import type { Fit } from '../../data/preprocess'
import { replaceFile } from '../../data/replace-file'
import { dataSummary } from '../../jobs/study/study-summary'
import { resourcesFolder, type CommonOptions, type Outcome } from '../host'
import { choiceOption, wholeOption } from '../options'
import { claimFile } from '../outputs'
import type { Registry } from '../registry'

/** How a source is read. */
export interface DataOptions extends CommonOptions {
  readonly size?: PictureSize
  readonly fit: Fit
  readonly grey?: boolean
  readonly limit?: number
}

/** Gives a command that reads data the options of how to read it. */
export function withDataOptions(command: Command): Command {
  return command
    .option('--size <WxH>', 'bring every picture to this size, such as 64x64', pictureSize)
    .addOption(
      choiceOption(
        '--fit <how>',
        'with --size, pictures of other proportions: crop takes their middle, fit adds black beside them',
        ['crop', 'fit'],
        'crop',
      ),
    )
    .option('--grey', 'make pictures grey')
    .option('--limit <number>', 'at most so many items, spread evenly over the source', wholeOption(1))
}

function pictureSize(text: string): PictureSize {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? []
  const size = { width: Number(width), height: Number(height) }
  if (size.width > 0 && size.height > 0) return size
  throw new InvalidArgumentError('Expected width and height such as 64x64.')
}

/** `data info` and `data export`: what a source holds, and its arrays. */
export function dataCommands(program: Command, registry: Registry): void {
  const data = program.command('data').description('what a data set holds, and its arrays')
  const source =
    'a sample’s name, an IDX, .npy, .npz or .csv file, CIFAR’s batches, a folder or zip of pictures'

  registry.add(
    withDataOptions(
      data
        .command('info')
        .description('counts, sizes, classes and attributes of a source')
        .argument('<source>', source),
    ),
    'data info',
    async (_host, [source], options: DataOptions) => {
      const set = await openData(source!, openOptions(options))
      const summary = dataSummary(set)
      const size =
        set.kind === 'pictures' ? `${set.width} × ${set.height} × ${set.channels}` : `${set.points.columns}-d`
      const classes = summary.classes.map(({ name, count }) => `  ${name}: ${count}`)
      const attributes = summary.attributes.flatMap(({ name, values }) => [
        `${name}: ${values.map((value) => `${value.name} ${value.count}`).join(', ')}`,
      ])
      return {
        result: { ...summary },
        lines: [
          `${summary.name}: ${summary.count} of ${size}`,
          ...classes,
          ...attributes,
          ...summary.warnings,
        ],
      }
    },
  )

  registry.add(
    withDataOptions(
      data
        .command('export')
        .description('pictures [n, h, w, c] as uint8, or points [n, d] as float32')
        .argument('<source>', source),
    )
      .requiredOption('--out <file>', 'the .npy file to write')
      .option('--labels <file>', 'a .npy file for the labels, int32 [n]; -1 where unknown'),
    'data export',
    async (_host, [source], options: DataOptions & { out: string; labels?: string }): Promise<Outcome> => {
      await claimFile(options.out)
      if (options.labels) await claimFile(options.labels)
      const set = await openData(source!, openOptions(options))
      const { bytes, shape } = arrayOf(set)
      await replaceFile(options.out, bytes)
      const labels = options.labels && set.labels ? options.labels : null
      if (labels) await replaceFile(labels, encodeNpy(set.labels!, [set.labels!.length]))
      const unlabelled = options.labels && !set.labels ? [`${set.name} has no labels; none are written.`] : []
      return {
        result: { out: options.out, labels, shape },
        lines: [
          `${options.out}: [${shape.join(', ')}]`,
          ...(labels ? [`${labels}: [${shape[0]}]`] : unlabelled),
        ],
      }
    },
  )
}

const openOptions = ({ size, fit, grey, limit }: DataOptions): OpenOptions => ({
  resources: resourcesFolder(),
  size,
  resize: size && fit,
  grey,
  limit,
})

/** @throws BrenierError as the readers, and `bad-argument` for points */
export const openPictures = (source: string, options: DataOptions): Promise<PictureSet> =>
  openPictureSet(source, openOptions(options))

function arrayOf(set: DataSet): { bytes: Uint8Array; shape: readonly number[] } {
  if (set.kind === 'points') {
    const shape = [set.points.rows, set.points.columns]
    return { bytes: encodeNpy(set.points.data, shape), shape }
  }
  const shape = [set.count, set.height, set.width, set.channels]
  return { bytes: encodeNpy(set.pixels, shape), shape }
}
