import type { TransportState } from '../../../shared/contracts/results'
import type { Series } from '../../ui/chart-layout'

/** Few enough steps to be worth a dot each. */
const mostDots = 40

/**
 * A solver's curves, the one that is the map's own last: of a sampled run that is the averaged heights' error, with
 * the wandering iterate behind it; of an exact one the relative RMS, with the worst cell's behind it.
 */
export function convergenceLines({ relativeRms, averagedRms, worstCell }: TransportState): Series[] {
  const dots = relativeRms.length <= mostDots
  const main = { name: 'relative RMS', role: 'main', dots } as const
  if (averagedRms.some(Number.isFinite)) {
    return [
      { name: 'before averaging', values: relativeRms, role: 'plain' },
      { ...main, values: averagedRms },
    ]
  }
  const lines: Series[] = [{ ...main, values: relativeRms }]
  if (worstCell.length > 0) lines.unshift({ name: 'worst cell', values: worstCell, role: 'reference' })
  return lines
}
