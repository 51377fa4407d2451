import { mapperMethods } from '../../../shared/mapper-settings'
import type { Command } from '../../stores/commands'
import { useJobsStore } from '../../stores/jobs'
import { useMapperStore } from '../../stores/mapper'
import { mapperTexts } from './mapper-text'

/** Training of the learned map, by palette. */
export function mapperCommands(): Command[] {
  const mapper = useMapperStore()
  const jobs = useJobsStore()
  return [
    ...mapperMethods.map((method): Command => ({
      id: `train-map-${method}`,
      title: `Train a learned map: ${mapperTexts[method].name}`,
      group: 'Transport',
      enabled: () => mapper.obstacle === '',
      run: () => {
        mapper.change({ method })
        return mapper.train()
      },
    })),
    {
      id: 'cancel-map',
      title: 'Cancel the learned map and keep what there is',
      group: 'Transport',
      enabled: () => mapper.job !== null,
      run: jobs.cancel,
    },
  ]
}
