import { initAll } from './nhsuk-frontend.min.js'

initAll()

// "Print this page" and the chooser's "Change" are ordinary links and buttons without script; with script they take one step less.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

for (const select of document.querySelectorAll('select[data-submit-on-change]')) {
  const form = select.form
  form.classList.add('app-chooser--enhanced')
  select.addEventListener('change', () => form.requestSubmit())
}
