/** What an agent asks, so that a person can read it, and where the answer is typed. */
import { html, nothing } from 'lit';
import { parseExact } from '../swarmbot-client.js';
import { isStructure, label, oneLine } from './format.js';

/** Members of a question that hold what is asked, the first that is there. */
const WORDS = ['text', 'question', 'prompt', 'message'];
/** Members that hold the answers to choose from. */
const CHOICES = ['options', 'choices'];

/**
 * A question in words.
 *
 * @returns {{text: string, more: [string, string][], choices: unknown[]}} `more`: what else it says
 */
export function readQuestion(question) {
  if (!isStructure(question) || Array.isArray(question)) return { text: wordsOf(question), more: [], choices: [] };
  const words = WORDS.find((name) => typeof question[name] === 'string');
  const options = CHOICES.find((name) => isChoice(question[name]));
  return {
    text: words ? question[words] : 'The agent asks:',
    more: Object.entries(question)
      .filter(([name]) => name !== words && name !== options)
      .map(([name, value]) => [label(name), wordsOf(value)]),
    choices: options ? question[options] : [],
  };
}

function isChoice(value) {
  return Array.isArray(value) && value.length > 0 && value.length <= 8 && value.every((each) => !isStructure(each));
}

function wordsOf(value) {
  return Array.isArray(value) ? value.map(wordsOf).join(', ') : oneLine(value);
}

/** JSON if it is JSON, otherwise the text itself. */
export function readAnswer(text) {
  try {
    return parseExact(text);
  } catch {
    return text;
  }
}

function kindOf(text) {
  const answer = readAnswer(text.trim());
  if (typeof answer === 'string') return 'text';
  if (answer === null) return 'null';
  return Array.isArray(answer)
    ? 'a list'
    : isStructure(answer)
      ? 'an object'
      : typeof answer === 'boolean'
        ? 'true or false'
        : 'a number';
}

/**
 * The question, and if the caller may steer, the form that answers it.
 *
 * @param {object} question
 * @param {string} id of the task; no other question on the page has it
 * @param {((answer: unknown) => Promise<boolean>)|null} answer null if the caller may not
 */
export function questionForm(question, id, answer) {
  const { text, more, choices } = readQuestion(question);
  const details = more.length
    ? html`<dl class="question-more">
        ${more.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>`
    : nothing;
  if (!answer)
    return html`<div class="question" data-question=${id}>
      <p>${text}</p>
      ${details}
    </div>`;
  const field = `answer-${id}`;
  const submit = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (await answer(readAnswer(new FormData(form).get('answer').trim()))) form.reset();
  };
  const explain = ({ target }) => {
    const typed = target.value.trim();
    target.form.querySelector('.answer-kind').textContent = typed ? `Sent as ${kindOf(typed)}` : '';
  };
  return html`<form class="question" data-question=${id} @submit=${submit}>
    <label for=${field}>${text}</label>
    ${details}
    ${
      choices.length
        ? html`<span class="choices" role="group" aria-label="Answers to choose from"
            >${choices.map((choice) => html`<button type="button" @click=${() => answer(choice)}>${String(choice)}</button>`)}</span
          >`
        : nothing
    }
    <span class="fields">
      <input id=${field} name="answer" required autocomplete="off" placeholder="Your answer, as text or JSON" @input=${explain} />
      <button class="primary">Answer</button>
    </span>
    <span class="answer-kind dim" role="status"></span>
  </form>`;
}
