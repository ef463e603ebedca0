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
      if (answer.ok && !answer.redirected) {
        status.textContent = `Saved ${await answer.text()}`
        document.dispatchEvent(new Event('app-used'))
      }
      else if (answer.status === 422) status.textContent = `Not saved: ${await answer.text()}`
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

// A passkey is asked of the browser when its form is sent, and goes to the server with it. A browser that cannot do it does not see the
// form, and what stands in its place instead.
const canPasskey = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON)
for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!canPasskey) continue
  form.hidden = false
  for (const instead of document.querySelectorAll('[data-passkey-without]')) instead.hidden = true
  const answer = form.querySelector('[data-passkey-answer]')
  const status = form.querySelector('[data-passkey-status]')
  let asking = false
  // Back shows the page with the answer that was sent: it works once.
  window.addEventListener('pageshow', () => { answer.value = '' })
  form.addEventListener('submit', async (event) => {
    // What is missing is said before a device makes anything.
    if ([...form.querySelectorAll('input:not([type=hidden])')].some((field) => !field.value)) return
    event.preventDefault()
    if (asking) return
    asking = true
    status.textContent = ''
    try {
      const options = JSON.parse(form.dataset.options)
      const credential = form.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
      answer.value = JSON.stringify(credential.toJSON())
      form.submit()
    } catch (fault) {
      status.textContent = fault.name === 'InvalidStateError'
        ? 'This device has a passkey of your account already.'
        : 'No passkey was given. Try again, or go on another way.'
    } finally {
      asking = false
    }
  })
}

// A session that is about to end says so, in every window of the portal at once; one that is used in another window is used in this one.
const session = document.querySelector('dialog[data-session]')
if (session) {
  const one = (name) => session.querySelector(`[data-session-${name}]`)
  const idle = Number(session.dataset.session) * 1000
  const warn = Number(session.dataset.sessionWarn) * 1000
  const last = Date.now() + Number(session.dataset.sessionLast) * 1000
  const windows = new BroadcastChannel('session')
  // Whether a form has something that its page did not come with. One that was shown again after it was sent came with what was typed.
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.type !== 'hidden' && field.type !== 'submit')
  const wasSent = (form) => form.hasAttribute('data-typed') && fieldsOf(form).length > 0
  const isChanged = (form) => fieldsOf(form).some((field) => {
    if (field.type === 'file') return field.files.length > 0
    if (field.type === 'radio' || field.type === 'checkbox') return field.checked !== field.defaultChecked
    if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
    return field.value !== field.defaultValue
  })
  let used = Date.now()
  let closed = ''
  let typed = null
  let over = false
  let gone = false
  // Whoever comes to this screen next sees nothing of it. What was typed goes to the server, which keeps it for whoever typed it and saves nothing.
  const end = async () => {
    if (!over) {
      over = true
      const forms = [...document.querySelectorAll('main form[method=post]')]
      typed = forms.find(isChanged) ?? forms.find((form) => wasSent(form) && form.querySelector('.nhsuk-form-group--error')) ?? forms.find(wasSent)
      document.title = 'You are signed out'
      for (const part of [...document.body.children]) if (part !== session) part.remove()
    }
    try {
      await fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' })
    } catch {
      // There is no connection, and it is asked for again in a moment: till then what was typed is in this page's memory alone.
      return
    }
    if (gone) return
    gone = true
    if (!typed) {
      location.replace(`/account/sign-in?over=true&returnUrl=${encodeURIComponent(location.pathname + location.search)}`)
      return
    }
    const restored = document.createElement('input')
    restored.type = 'hidden'
    restored.name = 'Form.Restored'
    restored.value = 'true'
    typed.append(restored)
    typed.hidden = true
    document.body.append(typed)
    typed.submit()
  }
  const look = () => {
    const left = Math.min(used + idle, last) - Date.now()
    const state = over || left <= 0 ? 'over' : left > warn ? '' : used + idle < last ? 'idle' : 'at-last'
    if (state !== closed) closed = ''
    if (!state || closed) {
      session.close()
      return
    }
    for (const name of ['idle', 'at-last', 'over']) one(name).hidden = name !== state
    one('stay').hidden = state !== 'idle'
    one('close').hidden = state === 'over'
    const minutes = Math.ceil(left / 60000)
    for (const words of session.querySelectorAll('[data-session-minutes]')) words.textContent = minutes === 1 ? '1 minute' : `${minutes} minutes`
    session.querySelector('h2').textContent = state === 'over' ? 'You are signed out' : 'You will be signed out soon'
    if (!session.open) session.showModal()
    if (state === 'over') end()
  }
  const use = (at) => {
    used = Math.max(used, at)
    look()
  }
  windows.addEventListener('message', (event) => use(event.data))
  windows.postMessage(used)
  document.addEventListener('app-used', () => {
    use(Date.now())
    windows.postMessage(used)
  })
  one('stay').addEventListener('submit', async (event) => {
    event.preventDefault()
    try {
      const answer = await fetch(event.target.action, { method: 'POST', body: new URLSearchParams(new FormData(event.target)) })
      if (answer.ok && !answer.redirected) document.dispatchEvent(new Event('app-used'))
      else {
        used = 0
        look()
      }
    } catch {
      // There is no connection; the warning stands, and the button can be pressed again.
    }
  })
  const close = (event) => {
    event.preventDefault()
    if (over) return
    closed = used + idle < last ? 'idle' : 'at-last'
    session.close()
  }
  one('close').querySelector('button').addEventListener('click', close)
  session.addEventListener('cancel', close)
  window.addEventListener('pageshow', (event) => {
    if (event.persisted && over) location.reload()
    else look()
  })
  setInterval(look, 5000)
  document.addEventListener('visibilitychange', look)
}
