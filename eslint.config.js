/**
 * What the compiler cannot say, in three parts: rules for all code, rules that keep the cores pure and the environment
 * in one place, and two rules of our own that hold the style guide to its word.
 */
import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import ts from 'typescript';

const TESTS = ['**/*.spec.ts', 'test/**/*.ts'];
const TOOLS = ['*.js', '*.cjs', 'apps/*/*.cjs', '.ci/*.js', 'test/**/*.js'];

/** Functions longer than a screen (70 lines) live in these files; each needs its reason beside it. */
const LONG_FUNCTIONS = [];

const STYLE = [
  { selector: 'TSEnumDeclaration', message: 'write a union of literals; an enum is a second way to say the same' },
  {
    selector: 'ClassDeclaration[id.name=/(Manager|Helper|Impl|Data|Utils?|Repository|Mapper)$/]',
    message: 'name the class after what it is; this ending says nothing, or forwards only',
  },
  { selector: 'TSInterfaceDeclaration[id.name=/^I[A-Z][a-z]/]', message: 'no prefix on interfaces' },
];

const IMPURE = [
  [':function[async=true]', 'a core answers at once; async belongs to the caller'],
  ['AwaitExpression', 'a core answers at once; async belongs to the caller'],
  ['ForOfStatement[await=true]', 'a core answers at once; async belongs to the caller'],
  ['ImportExpression', 'a core is one piece; import it at the top'],
  ["MemberExpression[object.name='Date'][property.name='now']", 'take the instant as an argument'],
  ["NewExpression[callee.name='Date'][arguments.length=0]", 'take the instant as an argument'],
  ["CallExpression[callee.name='Date']", 'take the instant as an argument'],
  ["MemberExpression[object.name='Math'][property.name='random']", 'take ids and salts as arguments'],
  [
    'MemberExpression[property.name=/^(get|set)(Date|Day|FullYear|Hours|Milliseconds|Minutes|Month|Seconds|TimezoneOffset)$/]',
    "the machine's time zone would decide; use the UTC methods",
  ],
  ['MemberExpression[property.name=/^toLocale/]', "the machine's locale would decide; write the text out"],
  ["MemberExpression[property.name='localeCompare']", "the machine's locale would decide; compare with `<`"],
].map(([selector, message]) => ({ selector, message }));

const AMBIENT = [
  ...['process', 'globalThis', 'window', 'self', 'Buffer', 'performance', 'console', 'crypto'],
  ...['Promise', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Intl'],
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'localStorage', 'sessionStorage', 'indexedDB'],
].map((name) => ({ name, message: 'a core works on its arguments alone' }));

const INPUT_OUTPUT = [
  ...['process', 'console', 'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'],
  ...['localStorage', 'sessionStorage', 'indexedDB'],
].map((name) => ({ name, message: 'evidence is made and verified from bytes in hand, without a network or a disk' }));

const NODE_MODULES_OF_NODE = {
  patterns: [{ group: ['node:*'], message: 'this library also runs in a browser; hash with `#sha256`' }],
};

const ENVIRONMENT = 'the environment is read once, in `apps/*/src/config.ts`, and passed on typed';

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.countersign/', 'coverage/'] },
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...STYLE],
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },

  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Only a `type` counts as JSON where an index signature is asked for, so both are needed.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // A view is a class only so that OpenAPI can describe it; it has no prototype worth keeping.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Nest and others declare their options as classes that nobody instantiates.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Frameworks ask for async functions where ours have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: TESTS,
    plugins: { countersign: { rules: { 'argued-assertion': arguedAssertion() } } },
    rules: { 'countersign/argued-assertion': 'error' },
  },
  {
    files: ['{apps,libs}/*/src/**/*.ts'],
    ignores: [...TESTS, ...LONG_FUNCTIONS],
    rules: { 'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['libs/*/src/index.ts', 'libs/store/src/lists/index.ts'],
    plugins: { 'front-door': { rules: { documented: documentedFrontDoor() } } },
    rules: { 'front-door/documented': 'error' },
  },

  {
    files: ['{apps,libs}/*/src/**/*.ts'],
    ignores: [...TESTS, 'apps/*/src/config.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: ENVIRONMENT }],
      'no-restricted-imports': ['error', { paths: [{ name: 'node:process', message: ENVIRONMENT }] }],
    },
  },
  {
    files: ['{apps,libs}/*/src/**/*.ts'],
    ignores: [...TESTS, 'apps/cli/src/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['apps/{api,worker}/src/**/*.ts', 'libs/store/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', { name: 'fetch', message: 'send through `#outbound`, which looks first' }],
    },
  },
  {
    // It is marked so that it stands out, and does: `#outbound` lets plain HTTP happen on this machine alone.
    files: ['apps/api/src/sign-on/oidc.ts'],
    rules: {
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
    },
  },
  {
    files: ['libs/{consent,ledger,mails}/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-syntax': ['error', ...STYLE, ...IMPURE],
      'no-restricted-globals': ['error', ...AMBIENT],
      'no-restricted-imports': ['error', NODE_MODULES_OF_NODE],
    },
  },
  {
    // The zone database is reachable only through Intl. This one file asks it for digits, in a zone that it is given.
    files: ['libs/consent/src/render-time.ts'],
    rules: { 'no-restricted-globals': ['error', ...AMBIENT.filter(({ name }) => name !== 'Intl')] },
  },
  {
    files: ['libs/evidence/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', ...INPUT_OUTPUT],
      'no-restricted-imports': ['error', NODE_MODULES_OF_NODE],
    },
  },

  {
    files: TESTS,
    rules: {
      // Answers of supertest and JSON.parse are `any`; a spec that reads a wrong field fails by itself.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: TOOLS, languageOptions: { globals: globals.node } },
  { files: ['apps/portal/public/**/*.js'], languageOptions: { globals: globals.browser } },
);

/** An `as` says "I know better than the compiler": the comment on it, or on the line above, must say why. */
function arguedAssertion() {
  return {
    meta: {
      type: 'problem',
      messages: { unargued: 'argue for this `as` in a comment, or parse the value' },
      schema: [],
    },
    create(context) {
      const source = context.sourceCode;
      const commentEnds = new Set(source.getAllComments().flatMap(({ loc }) => [loc.end.line, loc.end.line + 1]));
      const check = (node) => {
        const isConst = node.typeAnnotation.type === 'TSTypeReference' && node.typeAnnotation.typeName.name === 'const';
        let statement = node;
        while (statement.parent && !/Statement$|Declaration$|Definition$/.test(statement.type))
          statement = statement.parent;
        const argued = commentEnds.has(node.loc.start.line) || commentEnds.has(statement.loc.start.line);
        if (!isConst && !argued) context.report({ node, messageId: 'unargued' });
      };
      return { TSAsExpression: check, TSTypeAssertion: check };
    },
  };
}

/** A front door is read by people who will not open the house: each name it exports states its contract. */
function documentedFrontDoor() {
  return {
    meta: { type: 'problem', messages: { bare: 'give `{{name}}` a doc sentence where it is declared' }, schema: [] },
    create(context) {
      const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices;
      return {
        Program(node) {
          const checker = program.getTypeChecker();
          const module = checker.getSymbolAtLocation(esTreeNodeToTSNodeMap.get(node));
          for (const exported of module ? checker.getExportsOfModule(module) : []) {
            const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
            const declared = isAlias ? checker.getAliasedSymbol(exported) : exported;
            if (declared.getDocumentationComment(checker).length === 0) {
              context.report({ node, messageId: 'bare', data: { name: exported.name } });
            }
          }
        },
      };
    },
  };
}
