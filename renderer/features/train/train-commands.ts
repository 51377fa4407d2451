import type { Command } from '../../stores/commands'
import { useJobsStore } from '../../stores/jobs'
import { useTrainingStore } from '../../stores/training'
import type { useTraining } from './use-training'

/** What can be done in the Train view, by palette and key. */
export function trainCommands(training: ReturnType<typeof useTraining>): Command[] {
  const jobs = useJobsStore()
  const looked = useTrainingStore()
  const canLook = (): boolean => looked.kept.length > 1
  const running = (): boolean => training.job.value?.state === 'running'
  const paused = (): boolean => training.paused.value
  return [
    {
      id: 'train',
      title: 'Train the model',
      group: 'Train',
      enabled: () => training.canStart.value,
      run: training.start,
    },
    {
      id: 'train-copy',
      title: 'Train a copy with the next seed',
      group: 'Train',
      enabled: () => training.canStart.value,
      run: training.startCopy,
    },
    {
      id: 'pause-training',
      title: 'Pause training',
      group: 'Train',
      keys: ['Space'],
      enabled: running,
      run: jobs.pause,
    },
    {
      id: 'resume-training',
      title: 'Resume training',
      group: 'Train',
      keys: ['Space'],
      enabled: paused,
      run: jobs.resume,
    },
    {
      id: 'training-step',
      title: 'One training step',
      group: 'Train',
      keys: ['.'],
      enabled: paused,
      run: jobs.step,
    },
    {
      id: 'cancel-training',
      title: 'Cancel training and keep what there is',
      group: 'Train',
      enabled: () => training.job.value !== null,
      run: jobs.cancel,
    },
    {
      id: 'epoch-before',
      title: 'Kept epoch before',
      group: 'Train',
      keys: ['['],
      enabled: canLook,
      run: () => {
        looked.step(-1)
      },
    },
    {
      id: 'epoch-after',
      title: 'Kept epoch after',
      group: 'Train',
      keys: [']'],
      enabled: canLook,
      run: () => {
        looked.step(1)
      },
    },
    {
      id: 'follow-training',
      title: 'Follow the newest epoch',
      group: 'Train',
      enabled: canLook,
      run: () => {
        looked.look(null)
      },
    },
  ]
}
