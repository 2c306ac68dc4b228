// What the page knows. As Zulip's bundle does, this takes #page-params out of the document when it is evaluated.

const element = document.getElementById("page-params");
export const pageParams = JSON.parse(element.dataset.params);
element.remove();

export const me = pageParams.state_data;
const users = new Map(me.realm_users.map((user) => [user.user_id, user]));

export const channel = { id: 4, name: "general", topic: "the plan for Venice" };

export function person(id) {
  return users.get(id) ?? { user_id: id, full_name: "Unknown user", is_bot: false };
}

export function others() {
  return me.realm_users.filter((user) => user.user_id !== me.user_id);
}

export function people() {
  return others().filter((user) => !user.is_bot);
}

export function csrfToken() {
  return document.querySelector("#logout_form input[name=csrfmiddlewaretoken]").value;
}

export function post(path, fields, method = "POST") {
  return fetch(path, {
    method,
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    body: new URLSearchParams(fields),
  }).then((response) => response.json());
}

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
