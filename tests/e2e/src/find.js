// arguments: role, name, exact. Returns the element a person would mean, or null.
const [role, wanted, exact] = arguments;
const selectors = {
  button: 'button, [role=button], input[type=submit], input[type=button], summary',
  link: 'a[href], [role=link]',
  heading: 'h1, h2, h3, h4, [role=heading]',
  textbox: 'input:not([type]), input[type=text], input[type=email], input[type=password], input[type=tel], ' +
    'input[type=search], input[type=number], textarea, [role=textbox]',
  checkbox: 'input[type=checkbox], [role=checkbox], [role=switch]',
  radio: 'input[type=radio], [role=radio]',
  combobox: 'select, [role=combobox], button[aria-haspopup=listbox]',
  option: 'option, [role=option]',
  menuitem: '[role=menuitem], [role=menuitemradio], [role=menuitemcheckbox]',
  dialog: 'dialog[open], [role=dialog], [role=alertdialog]',
  listitem: 'li, [role=listitem]',
  region: 'section, [role=region], main, nav, article, [role=article]',
};
const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const spoken = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return '';
  if (node.hasAttribute('aria-label')) return ` ${node.getAttribute('aria-label')} `;
  if (node.tagName === 'IMG') return ` ${node.alt} `;
  return [...node.childNodes].map(spoken).join(getComputedStyle(node).display.startsWith('inline') ? '' : ' ');
};
const nameOf = (element) => {
  const by = element.getAttribute('aria-labelledby');
  if (by) return tidy(by.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean).map(spoken).join(' '));
  if (element.getAttribute('aria-label')) return tidy(element.getAttribute('aria-label'));
  if (element.labels?.length) return tidy([...element.labels].map(spoken).join(' '));
  if (element.tagName === 'INPUT') return tidy(element.value || element.title);
  return tidy(spoken(element)) || tidy(element.title);
};
const reachable = (element) =>
  (element.tagName === 'OPTION' || element.checkVisibility({ visibilityProperty: true })) &&
  !element.closest('[inert], [aria-hidden=true]');
const root = [...document.querySelectorAll('dialog[open]')].filter((d) => d.matches(':modal')).pop() ?? document;
const candidates = [...root.querySelectorAll(selectors[role])];
if (root !== document && root.matches(selectors[role])) candidates.unshift(root);
const named = candidates.filter(reachable).map((element) => [element, nameOf(element)]);
const same = named.find(([, name]) => name === wanted);
const near = exact ? undefined : named.find(([, name]) => name.toLowerCase().includes(wanted.toLowerCase()));
return (same ?? near)?.[0] ?? null;
