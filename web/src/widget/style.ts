/** Of the custom properties the merchant's look comes in: names of ours, since the shop's page hands its own down to us. */
export const PREFIX = "--countersign-theme-";

/** A constructed sheet: a strict Content-Security-Policy of the shop allows it where a style element would be refused. */
export function sheet(): CSSStyleSheet {
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
    dialog { border: 0; padding: 0; margin: auto; width: min(480px, 100vw); height: min(800px, 100dvh); max-width: none; max-height: none; border-radius: calc(var(${PREFIX}radius, 12px) + 6px); overflow: hidden; background: light-dark(#fff, #14171a); color: light-dark(#171c1a, #eceae5); box-shadow: 0 12px 60px rgb(0 0 0 / 35%); }
    dialog::backdrop { background: rgb(8 12 14 / 60%); }
    iframe { border: 0; width: 100%; height: 100%; display: block; opacity: 0; }
    .ready iframe { opacity: 1; }
    .wait { margin: 0; font-weight: 620; position: absolute; inset: 0; display: grid; place-content: center; gap: 12px; padding: 24px; text-align: center; }
    .ready .wait { display: none; }
    .close { position: absolute; inset-block-start: 5px; inset-inline-end: 10px; z-index: 1; width: 44px; height: 44px; border: 0; border-radius: 50%; background: light-dark(#f3f4f2, #1f2428); color: inherit; cursor: pointer; display: grid; place-items: center; }
    .close:focus-visible, .open:focus-visible { outline: 3px solid var(${PREFIX}accent, light-dark(#1d4ed8, #567ae2)); outline-offset: 2px; }
    .close svg { width: 20px; height: 20px; stroke: currentColor; stroke-width: 2; fill: none; stroke-linecap: round; }
    .open { font: inherit; font-weight: 620; min-height: 48px; padding: 10px 22px; border: 0; border-radius: var(${PREFIX}radius, 12px); cursor: pointer; background: var(--countersign-accent, var(${PREFIX}accent, light-dark(#1d4ed8, #567ae2))); color: var(--countersign-on-accent, var(${PREFIX}on-accent, light-dark(#fff, #101418))); }
    @media (max-width: 520px) { dialog { width: 100vw; height: 100dvh; border-radius: 0; margin: 0; } }
  `);
  return style;
}
