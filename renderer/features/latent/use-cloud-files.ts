import { computed, onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { LatentScene } from '../../scene/latent-scene'
import type { PictureWish } from '../../scene/scene-picture'
import { useCloudStore } from '../../stores/cloud'
import { useCommandsStore, type Command } from '../../stores/commands'
import { useExportsStore } from '../../stores/exports'
import { useStudyStore } from '../../stores/study'
import { saveCloudPicture, saveTurn } from './cloud-files'
import type { TurnSettings } from './turn-settings'

/** What of the cloud is written to files: commands of the bar's menu and the palette, and the turn that a dialog asks for. */
export function useCloudFiles(scene: Readonly<ShallowRef<LatentScene | null>>) {
  const cloud = useCloudStore()
  const exports = useExportsStore()
  const study = useStudyStore()
  const asking = shallowRef(false)
  let open = true
  onScopeDispose(() => {
    open = false
  })

  const name = computed(() => study.summary?.name ?? '')
  const hasCloud = (): boolean => cloud.cloud !== null && scene.value !== null && !exports.current

  function savePicture(ground: PictureWish['ground']): Promise<void> {
    const made = scene.value
    return made
      ? exports.run('Picture of the cloud', 'Drawing', () => saveCloudPicture(made, name.value, ground))
      : Promise.resolve()
  }

  function turn(settings: TurnSettings): void {
    const made = scene.value
    asking.value = false
    if (!made) return
    void exports.run('Turn of the cloud', 'Drawing', (task) =>
      saveTurn(made, name.value, settings, () => open, task),
    )
  }

  const commands: Command[] = [
    {
      id: 'cloud-png-transparent',
      title: 'Cloud as PNG at 2×, transparent ground',
      group: 'Export',
      enabled: hasCloud,
      run: () => savePicture('transparent'),
    },
    {
      id: 'cloud-png',
      title: 'Cloud as PNG at 2×, as shown',
      group: 'Export',
      enabled: hasCloud,
      run: () => savePicture('shown'),
    },
    {
      id: 'cloud-turn',
      title: 'Turn of the cloud as video or GIF…',
      group: 'Export',
      enabled: () => hasCloud() && cloud.cloud?.dimensions === 3 && !cloud.iterating,
      run: () => {
        asking.value = true
      },
    },
  ]
  onScopeDispose(useCommandsStore().register(commands))

  return { asking, turn }
}
