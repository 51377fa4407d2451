import type { Locator, Page } from '@playwright/test'

/** The Train view, as a person finds things in it. */
export class TrainView {
  constructor(readonly page: Page) {}

  get timeline(): Locator {
    return this.page.getByRole('region', { name: 'Epochs' })
  }

  get slider(): Locator {
    return this.page.getByRole('slider', { name: 'Epoch looked at' })
  }

  /** The rows of the outline, the model's run first. */
  get runs(): Locator {
    return this.page.getByRole('region', { name: 'Runs' }).locator('.run')
  }

  /** "Epoch 45": the row that is ringed. Its loss stands on a line of its own. */
  async ringed(): Promise<string> {
    const name = this.page.getByRole('region', { name: 'Reconstructions' }).locator('.name.looked')
    return (await name.innerText()).split('\n')[0]!.trim()
  }

  /** The epoch the time line stands at. */
  async epoch(): Promise<number> {
    return Number(await this.slider.getAttribute('aria-valuenow'))
  }

  /** Epochs trained so far, whichever is looked at. */
  async trained(): Promise<number> {
    return Number((await this.page.locator('.facts b').innerText()).replace(',', ''))
  }

  /** Pixels of the pictures in the ringed row. */
  pictures(): Promise<string> {
    return this.page
      .locator('canvas.ringed')
      .evaluateAll((canvases) => (canvases as { toDataURL(): string }[]).map((one) => one.toDataURL()).join())
  }

  async setEpochs(epochs: number): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Epochs', exact: true }).fill(String(epochs))
    await this.page.keyboard.press('Enter')
  }

  async choose(list: string, option: string): Promise<void> {
    await this.page.getByRole('combobox', { name: list, exact: true }).click()
    await this.page.getByRole('option', { name: option, exact: true }).click()
  }

  start(): Promise<void> {
    return this.page.getByRole('button', { name: /^Train anew/ }).click()
  }

  cancel(): Promise<void> {
    return this.page.getByRole('button', { name: /^Cancel, keep epoch/ }).click()
  }

  show(run: string): Promise<void> {
    return this.runs.getByText(run, { exact: true }).click()
  }

  async returnTo(run: string): Promise<void> {
    await this.page.getByRole('button', { name: `Menu of ${run}`, exact: true }).click()
    await this.page.getByRole('menuitem', { name: 'Return to this run' }).click()
  }
}
