import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { encodeNpy } from '../../data/npy'
import { openData } from '../../data/open'
import type { DataSet } from '../../data/picture-set'
import { dataSummary } from '../../jobs/study-summary'
import { resourcesFolder, type CommonOptions, type Outcome } from '../host'
import type { Registry } from '../registry'

/** `data info` and `data export`: what a source holds, and its arrays. */
export function dataCommands(program: Command, registry: Registry): void {
  const data = program.command('data').description('what a data set holds, and its arrays')

  registry.add(
    data
      .command('info')
      .description('counts, sizes, classes and attributes of a source')
      .argument('<source>', 'a sample’s name, an IDX or .npy file, a folder or zip of pictures'),
    'data info',
    async (_host, [source]) => {
      const set = await openSource(source!)
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
    data
      .command('export')
      .description('pictures [n, h, w, c] as uint8, or points [n, d] as float32')
      .argument('<source>')
      .requiredOption('--out <file>', 'the .npy file to write')
      .option('--labels <file>', 'a .npy file for the labels'),
    'data export',
    async (_host, [source], options: CommonOptions & { out: string; labels?: string }): Promise<Outcome> => {
      const set = await openSource(source!)
      const { bytes, shape } = arrayOf(set)
      await writeFile(options.out, bytes)
      const labels = options.labels && set.labels ? options.labels : null
      if (labels) await writeFile(labels, encodeNpy(set.labels!, [set.labels!.length]))
      return {
        result: { out: options.out, labels, shape },
        lines: [`${options.out}: [${shape.join(', ')}]`, ...(labels ? [`${labels}: [${shape[0]}]`] : [])],
      }
    },
  )
}

export const openSource = (source: string): Promise<DataSet> =>
  openData(source, { resources: resourcesFolder() })

function arrayOf(set: DataSet): { bytes: Uint8Array; shape: readonly number[] } {
  if (set.kind === 'points') {
    const shape = [set.points.rows, set.points.columns]
    return { bytes: encodeNpy(set.points.data, shape), shape }
  }
  const shape = [set.count, set.height, set.width, set.channels]
  return { bytes: encodeNpy(set.pixels, shape), shape }
}
