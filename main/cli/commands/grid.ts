import { writeFile } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { encodePng, pictureGrid } from '../../data/png'
import { decodeGrid } from '../../jobs/paths/code-grid'
import type { CommonOptions } from '../host'
import { pictureNumbers, wholeOption } from '../options'
import { claimFile } from '../outputs'
import type { Registry } from '../registry'
import { openStudy } from '../traced-path'

interface GridOptions extends CommonOptions {
  readonly project: string
  readonly corners: readonly [number, number, number]
  readonly size: number
  readonly out: string
}

function threePictures(list: string): readonly [number, number, number] {
  const [a, b, c, ...more] = pictureNumbers(list)
  if (a !== undefined && b !== undefined && c !== undefined && more.length === 0) return [a, b, c]
  throw new InvalidArgumentError('Expected three picture numbers such as 17,402,9.')
}

/** `grid`: the pictures between three, decoded. */
export function gridCommand(program: Command, registry: Registry): void {
  registry.add(
    program
      .command('grid')
      .description('decode a grid of codes between three pictures')
      .requiredOption('--project <folder>', 'a saved study')
      .requiredOption(
        '--corners <list>',
        'a, b and c by number: first cell, end of its row, end of its column',
        threePictures,
      )
      .option('--size <number>', 'cells along a side, 3 to 11', wholeOption(3, 11), 7)
      .requiredOption('--out <file.png>', 'the pictures, row by row'),
    'grid',
    async (host, _operands, options: GridOptions) => {
      const { corners, size, out } = options
      await claimFile(out)
      const study = await openStudy(host, options.project)
      const found = await host.inOneGo(() => decodeGrid(study, { corners: [...corners], size }))
      const { height, width, decoded: pixels } = found
      const channels = found.channels === 3 ? 3 : 1
      await writeFile(out, await encodePng(pictureGrid({ height, width, channels, pixels }, size)))
      const list = (values: ArrayLike<number>) => Array.from(values)
      return {
        result: {
          out,
          nearest: list(found.nearest),
          offData: list(found.offData),
          rightAngle: list(found.rightAngle),
          belowAngle: list(found.belowAngle),
        },
        lines: [out],
      }
    },
  )
}
