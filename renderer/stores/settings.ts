import { usePreferredDark } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Settings } from '../../shared/contracts/window'
import { defaultSettings, workbench } from '../host/workbench'

export type Theme = 'dark' | 'light'

/** Settings of the window, kept by Electron; the theme follows the system unless the person chose one. */
export const useSettingsStore = defineStore('settings', () => {
  const settings = ref<Settings>(defaultSettings)
  const systemDark = usePreferredDark()
  const theme = computed<Theme>(() => {
    const { theme: chosen } = settings.value
    return chosen === 'system' ? (systemDark.value ? 'dark' : 'light') : chosen
  })

  async function load(): Promise<void> {
    settings.value = await workbench().settings()
  }

  /** Takes effect at once; Electron writes it to disk. */
  async function change(part: Partial<Settings>): Promise<void> {
    settings.value = { ...settings.value, ...part }
    await workbench().changeSettings(part)
  }

  /** System → the other than the system's → the system's own. */
  async function toggleTheme(): Promise<void> {
    await change({ theme: theme.value === 'dark' ? 'light' : 'dark' })
  }

  return { settings, theme, load, change, toggleTheme }
})
