/**
 * Makes the tray's pictures: `node build/icons/make-tray-icons.ts`. They are committed, so that a build
 * needs no browser for them.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright';
import { findChromiumPath } from '../../tests/chromium-host/index.ts';
import { colourDrawing, templateDrawing, TRAY_LOOKS } from './tray-drawing.ts';

/** Windows and Linux scale a larger one down; macOS takes points for pixels. */
const COLOUR_PX = 32;
const TEMPLATE_PX = 18;

const executablePath = await findChromiumPath({ headless: true });
const browser = await chromium.launch(executablePath ? { executablePath } : {});
try {
  const page = await browser.newPage();
  const draw = async (drawing: string, px: number, file: string): Promise<void> => {
    const png = await page.evaluate(
      async ([source, size]) => {
        const image = new Image();
        image.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = canvas.height = size;
        canvas.getContext('2d')!.drawImage(image, 0, 0, size, size);
        return canvas.toDataURL('image/png').slice('data:image/png;base64,'.length);
      },
      [drawing, px] as const,
    );
    await writeFile(path.join(import.meta.dirname, file), Buffer.from(png, 'base64'));
  };
  for (const look of TRAY_LOOKS) {
    for (const [scale, suffix] of [
      [1, ''],
      [2, '@2x'],
    ] as const) {
      await draw(colourDrawing(look), COLOUR_PX * scale, `tray${look}${suffix}.png`);
      await draw(templateDrawing(look), TEMPLATE_PX * scale, `tray${look}Template${suffix}.png`);
    }
  }
} finally {
  await browser.close();
}
