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

// A form that is typed for a while keeps itself on the server: two seconds after the last key, and when the page is hidden.
// Without this script nothing is lost but the draft.
for (const form of document.querySelectorAll('form[data-draft]')) {
  const status = form.querySelector('[data-draft-status]')
  let timer
  let dirty = false
  const keep = async () => {
    clearTimeout(timer)
    if (!dirty) return
    dirty = false
    try {
      // keepalive: it is sent to its end when the page is left meanwhile.
      const answer = await fetch(form.dataset.draft, { method: 'POST', body: new URLSearchParams(new FormData(form)), keepalive: true })
      if (answer.ok && !answer.redirected) status.textContent = `Saved ${await answer.text()}`
      else status.textContent = 'Not saved: sign in again in another window, then go on here.'
    } catch {
      dirty = true
      status.textContent = 'Not saved: there is no connection. It is tried again when you type.'
    }
  }
  form.addEventListener('input', () => {
    dirty = true
    clearTimeout(timer)
    timer = setTimeout(keep, 2000)
  })
  form.addEventListener('submit', () => {
    dirty = false
    clearTimeout(timer)
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keep()
  })
}
