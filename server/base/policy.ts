/** The kinds of post a person can hold. A person may hold several; one is in use at a time. */
export type Kind = 'trainee' | 'instructor' | 'expert' | 'municipality' | 'contractor' | 'prefecture' | 'administrator'

/** How far a permission reaches: oneself, one's assigned cohorts or municipalities, one's municipality, or everything. */
export type Reach = 'person' | 'assigned' | 'municipality' | 'all'

/** Who may do what, and how far it reaches. Every route names one of these; an empty cell is a closed door. */
export const policy = {
  'home.read':            { trainee: 'person', instructor: 'assigned', expert: 'person', municipality: 'municipality', contractor: 'all', prefecture: 'all', administrator: 'all' },
  'account.own':          { trainee: 'person', instructor: 'person',   expert: 'person', municipality: 'person',       contractor: 'person', prefecture: 'person', administrator: 'person' },
  'works.read':           { trainee: 'person', instructor: 'person',   expert: 'person', municipality: 'person',       contractor: 'person', prefecture: 'person', administrator: 'person' },
  'messages.read':        { trainee: 'person', instructor: 'person',   expert: 'person', municipality: 'municipality', contractor: 'person', prefecture: 'person', administrator: 'person' },

  'calendar.own':         { trainee: 'person', instructor: 'person' },

  'news.read':            { trainee: 'person', instructor: 'person',   expert: 'person', municipality: 'municipality', contractor: 'all', prefecture: 'all', administrator: 'person' },
  'news.write':           {                                                              municipality: 'municipality',                    prefecture: 'all' },

  'municipalities.read':  {                                                              municipality: 'municipality', contractor: 'all', prefecture: 'all', administrator: 'all' },
  'organizations.edit':   {                                                              municipality: 'municipality',                    prefecture: 'all' },
  'people.read':          { trainee: 'person',                                           municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'people.edit':          {                                                              municipality: 'municipality',                    prefecture: 'all' },
  'people.merge':         {                                                              municipality: 'municipality',                    prefecture: 'all' },
  'accounts.manage':      {                                                                                                               prefecture: 'all', administrator: 'all' },

  'programs.read':        {                                                                                            contractor: 'all', prefecture: 'all' },
  'programs.edit':        {                                                                                                               prefecture: 'all' },
  'courses.read':         {                                                                                            contractor: 'all', prefecture: 'all' },
  'courses.edit':         {                                                                                                               prefecture: 'all' },
  'trainings.read':       {                                                              municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'trainings.edit':       {                                                                                            contractor: 'all', prefecture: 'all' },
  'calls.read':           {                                                              municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'calls.prepare':        {                                                                                            contractor: 'all', prefecture: 'all' },
  'demand.read':          {                                                              municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'demand.edit':          {                                                                                            contractor: 'all', prefecture: 'all' },
  'demand.answer':        {                                                              municipality: 'municipality' },
  'senders.read':         {                                                                                            contractor: 'all', prefecture: 'all' },
  'senders.edit':         {                                                                                                               prefecture: 'all' },
  'approvals.decide':     {                                                                                                               prefecture: 'all' },

  'nominations.read':     {                                                              municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'nominations.edit':     {                                                              municipality: 'municipality' },
  'nominations.return':   {                                                                                            contractor: 'all', prefecture: 'all' },
  'nominations.bundle':   {                                                                                            contractor: 'all', prefecture: 'all' },
  'nominations.withdraw': {                                                              municipality: 'municipality',                    prefecture: 'all' },
  'substitutions.decide': {                                                                                                               prefecture: 'all' },
  'applications.read':    {                                                              municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'applications.review':  {                                                              municipality: 'municipality' },
  'nominations.decide':   {                                                                                                               prefecture: 'all' },
  'selection.read':       {                                                                                            contractor: 'all', prefecture: 'all' },
  'selection.prepare':    {                                                                                            contractor: 'all', prefecture: 'all' },
  'selection.announce':   {                                                                                                               prefecture: 'all' },
  'notices.read':         {                                                              municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'notices.prepare':      {                                                                                            contractor: 'all', prefecture: 'all' },
  'notices.bundle':       {                                                              municipality: 'municipality',                    prefecture: 'all' },
  'notices.own':          { trainee: 'person' },
  'lists.take':           {                                                              municipality: 'municipality',                    prefecture: 'all' },
  'waitlist.read':        {                                                                                            contractor: 'all', prefecture: 'all' },
  'waitlist.keep':        {                                                                                                               prefecture: 'all' },
  'offers.answer':        { trainee: 'person',                                           municipality: 'municipality' },
  'enrollments.read':     { trainee: 'person', instructor: 'assigned',                   municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'enrollments.own':      { trainee: 'person' },
  'enrollments.withdraw': {                                                              municipality: 'municipality',                    prefecture: 'all' },

  'lessons.learn':        { trainee: 'person' },
  'lessons.files':        { trainee: 'person', instructor: 'all',                                                       contractor: 'all', prefecture: 'all' },
  'lessons.read':         { instructor: 'all',                                                                         contractor: 'all', prefecture: 'all' },
  'lessons.edit':         {                                                                                            contractor: 'all', prefecture: 'all' },
  'viewings.read':        {                    instructor: 'assigned',                   municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'viewings.take':        {                                                              municipality: 'municipality',                    prefecture: 'all' },
  'viewings.cancel':      {                                                                                                               prefecture: 'all' },
  'roll.read':            { instructor: 'assigned',                                                                    contractor: 'all', prefecture: 'all' },
  'roll.mark':            { instructor: 'assigned',                                                                    contractor: 'all', prefecture: 'all' },

  'judgments.read':       {                                                                                            contractor: 'all', prefecture: 'all' },
  'judgments.prepare':    {                                                                                            contractor: 'all', prefecture: 'all' },
  'certificates.own':     { trainee: 'person' },
  'certificates.read':    {                                                              municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'certificates.issue':   {                                                                                                               prefecture: 'all' },

  'results.read':         {                                                              municipality: 'municipality', contractor: 'all', prefecture: 'all' },
  'targets.edit':         {                                                                                                               prefecture: 'all' },
  'outbox.read':          {                                                                                            contractor: 'all', prefecture: 'all', administrator: 'all' },
  'letters.read':         {                                                                                            contractor: 'all', prefecture: 'all' },
  'letters.edit':         {                                                                                                               prefecture: 'all' },
  'audit.read':           {                                                                                                               prefecture: 'all', administrator: 'all' },
} as const satisfies Record<string, Partial<Record<Kind, Reach>>>

export type Permission = keyof typeof policy
