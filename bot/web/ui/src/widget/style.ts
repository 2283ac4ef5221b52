// The widget's style. The site changes it by custom properties on the element:
// --payhelp-accent, --payhelp-accent-ink, --payhelp-radius, --payhelp-font,
// --payhelp-inset, --payhelp-layer.

const css = `
:host{all:initial;position:fixed;inset-block-end:var(--payhelp-inset,1rem);inset-inline-end:var(--payhelp-inset,1rem);z-index:var(--payhelp-layer,2147483000);font:1rem/1.4 var(--payhelp-font,system-ui,sans-serif);color-scheme:light dark}
:host([hidden]){display:none}
*{box-sizing:border-box}
button{display:inline-flex;align-items:center;gap:.5rem;min-block-size:3rem;padding:.625rem 1.125rem;border:0;border-radius:var(--payhelp-radius,1.5rem);background:var(--payhelp-accent,#0b5d57);color:var(--payhelp-accent-ink,#fff);font:inherit;font-weight:600;cursor:pointer;box-shadow:0 2px 12px rgb(0 0 0/25%)}
button:focus-visible{outline:3px solid var(--payhelp-accent,#0b5d57);outline-offset:3px}
svg{inline-size:1.5rem;block-size:1.5rem;fill:none;stroke:currentcolor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.panel{position:fixed;inset-block-end:var(--payhelp-inset,1rem);inset-inline-end:var(--payhelp-inset,1rem);inline-size:min(25rem,calc(100vw - 2rem));block-size:min(42rem,calc(100vh - 2rem));border-radius:1rem;overflow:hidden;background:Canvas;box-shadow:0 8px 40px rgb(0 0 0/35%)}
.panel[hidden]{display:none}
iframe{display:block;inline-size:100%;block-size:100%;border:0}
@media(max-width:30rem),(max-height:30rem){.panel{inset:0;inline-size:auto;block-size:auto;border-radius:0}}
@media print{:host{display:none}}
`

/** Styles a shadow root, also where the site's policy allows no inline styles. */
export function style(root: ShadowRoot) {
  if ('adoptedStyleSheets' in root) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
    return
  }
  const element = document.createElement('style')
  element.textContent = css
  ;(root as ShadowRoot).appendChild(element)
}
