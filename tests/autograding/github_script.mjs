// Runs a script as actions/github-script does, with an API that answers from a file.
import { createRequire } from 'node:module';
import fs from 'node:fs';

const [scriptPath, statePath] = process.argv.slice(2);
const state = JSON.parse(fs.readFileSync(statePath, 'utf8'));
const calls = [];
const log = [];

function only(wanted, given, name) {
  for (const key of Object.keys(given)) {
    if (!wanted.includes(key)) throw new Error(`${name} takes no ${key}`);
  }
}

const repo = ['owner', 'repo', 'per_page'];
const rest = {
  pulls: {
    list: async (given) => {
      only([...repo, 'state', 'head'], given, 'pulls.list');
      const [owner, ...branch] = given.head.split(':');
      const fits = (one) => one.head.owner === owner && one.head.ref === branch.join(':');
      return { data: state.pulls.filter((one) => one.state === given.state && fits(one)) };
    },
    listFiles: async (given) => {
      only([...repo, 'pull_number'], given, 'pulls.listFiles');
      return { data: state.files[given.pull_number] };
    },
    get: async (given) => {
      only([...repo, 'pull_number'], given, 'pulls.get');
      const now = state.now ?? state.pulls;
      return { data: now.find((one) => one.number === given.pull_number) };
    },
  },
  actions: {
    listWorkflowRunArtifacts: async (given) => {
      only([...repo, 'run_id', 'name'], given, 'actions.listWorkflowRunArtifacts');
      if (given.run_id !== state.payload.workflow_run.id) throw new Error('another run');
      return { data: { artifacts: state.artifacts } };
    },
    downloadArtifact: async (given) => {
      only([...repo, 'artifact_id', 'archive_format'], given, 'actions.downloadArtifact');
      calls.push({ name: 'downloadArtifact', artifact_id: given.artifact_id });
      const bytes = fs.readFileSync(state.zip);
      return { data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
    },
  },
  issues: {
    listComments: async (given) => {
      only([...repo, 'issue_number'], given, 'issues.listComments');
      return { data: state.comments[given.issue_number] ?? [] };
    },
    createComment: async (given) => {
      only([...repo, 'issue_number', 'body'], given, 'issues.createComment');
      calls.push({ name: 'createComment', ...given });
    },
    updateComment: async (given) => {
      only([...repo, 'comment_id', 'body'], given, 'issues.updateComment');
      calls.push({ name: 'updateComment', ...given });
    },
  },
};
const github = { rest, paginate: async (method, given) => (await method(given)).data };
const context = { payload: state.payload, repo: { owner: 'school', repo: 'course' } };
const core = { info: (text) => log.push(text) };

const AsyncFunction = (async () => {}).constructor;
const script = fs.readFileSync(scriptPath, 'utf8');
const names = ['github', 'context', 'core', 'require'];
await new AsyncFunction(...names, script)(github, context, core, createRequire(import.meta.url));
process.stdout.write(JSON.stringify({ calls, log }));
