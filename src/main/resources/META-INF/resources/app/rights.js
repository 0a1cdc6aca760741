/** What a caller may do, by the grants that the service tells of. The service itself decides; the page only offers less. */

const WORK = ['view', 'submit', 'work', 'steer', 'observe'];

/** The rights of each role, in the order in which people are to choose. */
export const ROLES = {
  viewer: ['view'],
  submitter: ['view', 'submit'],
  agent: ['view', 'work'],
  operator: WORK,
  monitor: ['observe'],
  admin: [...WORK, 'administer'],
};

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Whether a pattern (a name, the beginning of one with `*` at its end, or `*`) matches the name of a swarm. */
export function isMatch(pattern, name) {
  if (!NAME.test(name)) return false;
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

export function isGiven(grants, right, swarm) {
  return grants.some((grant) => gives(grant, right) && isMatch(grant.swarm, swarm));
}

export function isGivenAnywhere(grants, right) {
  return grants.some((grant) => gives(grant, right));
}

function gives({ role }, right) {
  return Object.hasOwn(ROLES, role) && ROLES[role].includes(right);
}

/** "agent of swarm own, as worker-*". */
export function inWords({ swarm, role, agents = [], may_act_for: others = [] }) {
  const where = swarm === '*' ? 'all swarms' : swarm.endsWith('*') ? `swarms ${swarm}` : `swarm ${swarm}`;
  const as = agents.length ? `, as ${agents.join(', ')}` : '';
  const actsFor = others.length ? `, may act for ${others.map((name) => (name === '*' ? 'everybody' : name)).join(', ')}` : '';
  return `${role} of ${where}${as}${actsFor}`;
}
