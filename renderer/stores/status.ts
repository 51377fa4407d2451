import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { useStudyStore, type Page } from './study'

/** Facts of the open view in the status bar, such as "6,000 of 6,000 points", "60 fps". */
export const useStatusStore = defineStore('status', () => {
  const study = useStudyStore()
  const byPage = ref<Partial<Record<Page, readonly string[]>>>({})
  const facts = computed(() => (study.summary ? (byPage.value[study.page] ?? []) : []))

  function setFacts(page: Page, facts: readonly string[]): void {
    byPage.value = { ...byPage.value, [page]: facts }
  }

  return { facts, setFacts }
})
