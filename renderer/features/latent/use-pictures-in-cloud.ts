import { watch } from 'vue'
import type { LatentScene } from '../../scene/latent-scene'
import { pictureCandidates } from '../../scene/picture-choice'
import { engine } from '../../host/connection'
import { useCategoriesStore } from '../../stores/categories'
import { useCloudStore } from '../../stores/cloud'
import { useStudyStore } from '../../stores/study'

/** Edge of a picture in the atlas: twice the size on screens with two device pixels a pixel. */
const CELL = 32

/**
 * Gives the scene pictures to stand in the cloud: candidates spread over each category, in one atlas. They are
 * chosen once the layout rests, and again when it or the colouring changes.
 */
export function usePicturesInCloud(scene: LatentScene): void {
  const study = useStudyStore()
  const cloud = useCloudStore()
  const categories = useCategoriesStore()
  let asked = 0

  watch(
    [
      () => (cloud.iterating ? null : cloud.cloud),
      () => categories.codes,
      () => study.summary?.data?.kind === 'pictures',
    ],
    async ([layout, codes, pictures]) => {
      if (!layout) return
      const turn = ++asked
      if (!pictures) {
        scene.setPictures(null)
        return
      }
      const groups = codes?.length === layout.count ? codes : new Int32Array(layout.count)
      const items = pictureCandidates(layout.positions, groups)
      if (items.length === 0) return
      const cell = CELL * Math.min(2, Math.ceil(window.devicePixelRatio))
      try {
        const atlas = await engine().request('data.atlas', { indices: [...items], cell })
        if (turn === asked) {
          scene.setPictures({ items, categories: Int32Array.from(items, (item) => groups[item]!), atlas })
        }
      } catch {
        // The cloud stands without pictures; they are asked for again with the next layout or colouring.
      }
    },
    { immediate: true },
  )
}
