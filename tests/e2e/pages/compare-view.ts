import type { Locator, Page } from '@playwright/test'

/** The Compare view, as a person finds things in it. */
export class CompareView {
  constructor(readonly page: Page) {}

  get runs(): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('checkbox') })
  }

  get clouds(): Locator {
    return this.page.getByRole('region', { name: /^Codes of/ })
  }

  get draws(): Locator {
    return this.page.getByRole('region', { name: /^Draws of/ })
  }

  get strips(): Locator {
    return this.page.getByRole('region', { name: /^Path through ae/ })
  }

  measure(): Promise<void> {
    return this.page.getByRole('button', { name: 'Measure', exact: true }).click()
  }

  show(what: 'Codes' | 'Generated' | 'Draws'): Promise<void> {
    return this.page
      .getByRole('radiogroup', { name: 'What stands side by side' })
      .getByText(what, { exact: true })
      .click()
  }

  choose(run: string): Promise<void> {
    return this.page.getByRole('checkbox', { name: new RegExp(`${run},.* (side by side|away)$`) }).click()
  }

  figures(title: string): Locator {
    return this.page.getByRole('complementary', { name: 'Figures' }).getByRole('region', { name: title })
  }

  /** The strip of one run as pixels. */
  async strip(at: number): Promise<string> {
    return (await this.strips.nth(at).locator('canvas').screenshot()).toString('base64')
  }
}
