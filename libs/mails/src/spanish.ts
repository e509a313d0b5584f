import type { Language } from './language.js';
import { aside, code, link, list, say, type Block } from './letter.js';
import type { ActInHerName, ActingCapacity, Mails, WithdrawalDoes } from './mails.js';

/** The language that is signed: what stops is told in the very words. */
const SIGNED = 'en';

export const spanish: Language = {
  dir: 'ltr',
  letters: {
    sign_in: ({ link: url, minutes }) => ({
      subject: 'Tu enlace para entrar',
      blocks: [
        say`Alguien, seguramente tú, ha pedido entrar en Countersign. Abre este enlace y pulsa el botón.`,
        link('Abrir Countersign', url),
        say`Sirve una vez, durante ${minutes} minutos. Si no lo has pedido, no hagas nada: no entra nadie.`,
      ],
    }),
    sign_on_set: ({ organization, page }) => ({
      subject: 'Ha cambiado cómo se entra en tu organización',
      blocks: [
        say`Un administrador de ${organization} ha puesto un proveedor. Desde ahora su gente puede entrar con él.`,
        link('Entrar con el proveedor', page),
        say`Si nadie te lo ha dicho, pregunta a otro administrador. Quien pone el proveedor puede actuar allí en tu nombre.`,
      ],
    }),
    sign_on_ended: ({ organization }) => ({
      subject: 'Ha cambiado cómo se entra en tu organización',
      blocks: [
        say`Un administrador de ${organization} ha quitado el proveedor. Entra con un enlace a esta dirección.`,
        say`Si nadie te lo ha dicho, pregunta a otro administrador.`,
      ],
    }),
    sessions_ended: ({ reason }) => ({
      subject: 'Se han cerrado todas tus sesiones',
      blocks: [
        say`Quien gestiona Countersign ha cerrado todas tus sesiones. Lo que has dejado escrito no ha cambiado.`,
        say`El motivo que dio: ${reason}`,
        say`Puedes volver a entrar como siempre.`,
      ],
    }),
    device_new: ({ browser, system, address, at, isVouched, link: url }) => ({
      subject: 'Alguien ha entrado desde un aparato nuevo',
      blocks: [
        say`Alguien entró en tu cuenta el ${when(at)}.`,
        say`Navegador: ${browser ?? 'no se sabe'}. Sistema: ${system ?? 'no se sabe'}. Dirección de red: ${address}.`,
        ...(isVouched ? [say`El proveedor de una de tus organizaciones respondió por esa persona.`] : []),
        isVouched
          ? say`¿No has sido tú? Entra y cierra esa sesión. Luego avisa a quienes administran esa organización.`
          : say`¿No has sido tú? Entra y cierra esa sesión. Luego mira quién más puede leer tu correo.`,
        link('Ver tus sesiones', url),
      ],
    }),
    factor_added: ({ factor, link: url }) => ({
      subject: 'Se ha añadido una forma de entrar',
      blocks: [
        say`A tu cuenta se ha añadido ${FACTOR[factor]}. Con eso se puede entrar como si fueras tú.`,
        link('Si no has sido tú, entra ahora y mira qué hay', url),
      ],
    }),
    factor_removed: ({ factor, link: url }) => ({
      subject: 'Se ha quitado una forma de entrar',
      blocks: [
        say`De tu cuenta se ha quitado ${FACTOR[factor]}. Tus demás sesiones se han cerrado.`,
        link('Si no has sido tú, entra ahora y mira qué queda', url),
      ],
    }),
    passkey_copied: ({ name, link: url }) => ({
      subject: 'Puede que alguien haya copiado una llave de acceso tuya',
      blocks: [
        name === null
          ? say`Alguien intentó entrar con una llave de acceso tuya. Contó hacia atrás, como haría una copia.`
          : say`Alguien intentó entrar con tu llave de acceso «${name}». Contó hacia atrás, como haría una copia.`,
        say`No ha entrado nadie. Si fuiste tú, prueba otra vez.`,
        say`Si no, entra de otra forma, quítala y añade una nueva.`,
        link('Ver tus llaves de acceso', url),
      ],
    }),
    recovery_code_spent: ({ left, link: url }) => ({
      subject: 'Se ha usado un código de recuperación',
      blocks: [
        say`Alguien entró en tu cuenta con uno de tus códigos de recuperación. Te quedan ${left}.`,
        say`Si no has sido tú, entra ahora, cierra esa sesión y crea códigos nuevos.`,
        link('Ver tus sesiones y códigos', url),
      ],
    }),
    recovery_codes_made: ({ link: url }) => ({
      subject: 'Hay códigos de recuperación nuevos',
      blocks: [
        say`Se han creado códigos de recuperación nuevos para tu cuenta. Los de antes ya no valen.`,
        link('Si no has sido tú, entra ahora', url),
      ],
    }),
    recovery_asked: ({ dueAt, cancel, link: url }) => ({
      subject: 'Alguien dice que has perdido tu forma de entrar',
      blocks: [
        say`Alguien abrió un enlace de tu correo. Dice que has perdido todas tus llaves de acceso y tu aplicación de códigos.`,
        say`No pasa nada hasta el ${when(dueAt)}. Después, quien lea tu correo podrá poner otra en su lugar.`,
        link('Si no has sido tú, páralo ahora', cancel),
        say`Entrar con una llave de acceso o un código también lo para.`,
        link('Entrar', url),
      ],
    }),
    recovery_of_fellow: ({ email, dueAt, link: url }) => ({
      subject: 'Alguien de tu organización pide volver a entrar',
      blocks: [
        say`Se dice que ${email} ha perdido sus llaves de acceso y su aplicación de códigos. Podrá añadir otra desde el ${when(dueAt)}.`,
        say`Pregúntale si es verdad, por teléfono y no por correo. Si no lo es, lo para con solo entrar como siempre.`,
        say`Nadie puede hacer que vaya más rápido. Quien administra la organización puede quitar a esa persona.`,
        link('Ver quién está en la organización', url),
      ],
    }),
    recovery_cancelled: ({ link: url }) => ({
      subject: 'Tu forma de entrar no cambia',
      blocks: [
        say`Alguien dijo que habías perdido todas tus llaves de acceso y tu aplicación de códigos. Se ha parado y queda en nada.`,
        say`Todo lo que tenías sigue valiendo.`,
        link('Entrar', url),
      ],
    }),
    recovery_done: ({ factor, link: url }) => ({
      subject: 'Han cambiado tus formas de entrar',
      blocks: [
        say`En lugar de todo lo que tenías hay ahora ${FACTOR[factor]}. Tus demás sesiones se han cerrado.`,
        say`Si no has sido tú, alguien lee tu correo. Pide a quienes administran tus organizaciones que te quiten de ellas.`,
        link('Entrar', url),
      ],
    }),
    participation_invited: ({ owner, title, role, link: url }) => ({
      subject: 'Una invitación a una producción',
      blocks: [
        say`${owner} te invita a tomar parte en «${title}» como ${PART[role]}.`,
        link('Entra con esta dirección y acepta en nombre de tu organización', url),
      ],
    }),
    performer_invited: ({ organization, link: url }) => ({
      subject: 'Una producción quiere preguntarte algo',
      blocks: [
        say`${organization} quiere poder preguntarte qué se puede hacer con tu voz, tu cara o tu cuerpo.`,
        say`Este correo no permite nada, y todavía no te piden nada. Cuando te envíen una solicitud, te llegará otro.`,
        link('Entra con esta dirección para verlo', url),
      ],
    }),
    details_stated: ({ organization, details, link: url }) => ({
      subject: 'Alguien ha dejado escrito algo sobre ti',
      blocks: [
        say`${organization} ha dejado escrito algo sobre ti:`,
        list(details.map((detail) => DETAIL[detail])),
        say`Lo leen algunas reglas, como las de menores o las de quienes están en un sindicato.`,
        say`Si no es verdad, di tú lo que es.`,
        link('Entra con esta dirección para leerlo', url),
      ],
    }),
    came_of_age: ({ link: url }) => ({
      subject: 'Ya tienes la edad: lo que firmaron por ti te espera',
      blocks: [
        say`Tus tutores firmaron algo por ti cuando eras menor. Como ya no lo eres, ya no permite nada.`,
        say`Puedes leerlo y firmar tú las mismas palabras, o dejarlo. Si no haces nada, no se permite nada.`,
        link('Entra con esta dirección para leerlo', url),
      ],
    }),
    authority_recorded: ({ by, capacity, link: url }) => ({
      subject: 'Se dice que alguien puede actuar por ti',
      blocks: [
        by === null
          ? say`Has dejado escrito que alguien puede actuar por ti. Lo hace como ${CAPACITY[capacity]}.`
          : say`${by} ha dejado escrito que alguien puede actuar por ti. Lo hace como ${CAPACITY[capacity]}.`,
        say`Puedes ponerle fin cuando quieras.`,
        link('Entra con esta dirección para leer quién, y para qué', url),
      ],
    }),
    authority_verified: ({ capacity, link: url }) => ({
      subject: 'Alguien ya puede actuar por ti',
      blocks: [
        say`Se ha revisado el papel por el que alguien puede actuar por ti como ${CAPACITY[capacity]}. Desde ahora puede.`,
        say`Puedes ponerle fin cuando quieras.`,
        link('Entra con esta dirección para leer quién, para qué y quién lo revisó', url),
      ],
    }),
    authority_ended: ({ capacity, link: url }) => ({
      subject: 'Alguien ya no puede actuar por ti',
      blocks: [
        say`Ha quedado escrito que quien podía actuar por ti como ${CAPACITY[capacity]} ya no puede.`,
        link('Entra con esta dirección para leerlo', url),
      ],
    }),
    representative_verified: ({ capacity, link: url }) => ({
      subject: 'Puedes actuar por un intérprete',
      blocks: [
        say`Ha quedado escrito y revisado que puedes actuar por un intérprete como ${CAPACITY[capacity]}.`,
        link('Entra con esta dirección para ver por quién, y qué dice el papel', url),
      ],
    }),
    done_in_her_name: ({ act, capacity, authority, link: url }) => ({
      subject: 'Se ha hecho algo en tu nombre',
      blocks: [
        say`Alguien que actúa por ti como ${CAPACITY[capacity]} ${ACT[act]}. Lo hizo con el permiso ${authority}.`,
        say`Puedes poner fin a ese permiso cuando quieras.`,
        link('Entra con esta dirección para leerlo', url),
      ],
    }),
    request_sent: ({ producer, link: url }) => ({
      subject: 'Una solicitud espera tu respuesta',
      blocks: [
        say`${producer} pregunta qué puede hacer con una copia de ti. No se permite nada hasta que firmes.`,
        link('Entra con esta dirección para leerla', url),
        say`Puedes firmar, decir que no u ofrecer otra cosa. No tienes que responder en el rodaje.`,
      ],
    }),
    request_reminder: ({ producer, respondBy, link: url, stop }) => ({
      subject: 'Una solicitud sigue esperando tu respuesta',
      blocks: [
        say`${producer} pregunta qué puede hacer con una copia de ti. Aún no has respondido.`,
        respondBy === null
          ? say`Si no respondes, no se permite nada.`
          : say`Piden una respuesta antes del ${when(respondBy)}. Si no respondes, no se permite nada.`,
        link('Entra con esta dirección para leerla', url),
        say`De una solicitud te llegan como mucho dos avisos.`,
        aside('No recibir más avisos de esta solicitud', stop),
      ],
    }),
    mail_failed: ({ what, id, link: url }) => ({
      subject: 'Un correo tuyo no se pudo entregar',
      blocks: [
        what === 'request'
          ? say`El correo sobre tu solicitud ${id} no se pudo entregar. Puede que la otra parte no sepa de ella.`
          : say`El correo de tu invitación ${id} a una producción no se pudo entregar.`,
        say`Pregunta por otra vía si la dirección es correcta.`,
        link('Abrir Countersign', url),
      ],
    }),
    signature_missing: ({ request, respondBy, link: url, stop }) => ({
      subject: 'Falta una firma tuya',
      blocks: [
        say`La solicitud ${request} también la tienes que firmar tú. No permite nada hasta que todos firmen.`,
        ...(respondBy === null ? [] : [say`Piden una respuesta antes del ${when(respondBy)}.`]),
        link('Entra con esta dirección para leerla', url),
        ...(stop === undefined
          ? []
          : [
              say`De una solicitud te llegan como mucho dos avisos.`,
              aside('No recibir más avisos de esta solicitud', stop),
            ]),
      ],
    }),
    request_withdrawn: ({ producer, link: url }) => ({
      subject: 'Una solicitud se ha retirado',
      blocks: [
        say`${producer} ha retirado lo que te pedía. No permite nada, y no tienes que hacer nada.`,
        link('Se puede seguir leyendo: entra', url),
      ],
    }),
    countersigned: ({ producer, isGiven, link: url }) => ({
      subject: 'Quien te pide algo ha firmado',
      blocks: [
        isGiven
          ? say`${producer} ha firmado lo que tú firmaste. Con eso ya cuenta.`
          : say`${producer} ha firmado lo que te pide. No se permite nada hasta que todos firmen.`,
        link('Entra para leerlo', url),
      ],
    }),
    request_answered: ({ request, answer, link: url }) => ({
      subject: 'Una solicitud tiene respuesta',
      blocks: [say`La solicitud ${request} ${ANSWER[answer]}.`, link('Entra para leer la respuesta', url)],
    }),
    sign_code: ({ code: digits, minutes }) => ({
      subject: 'Tu código para firmar',
      blocks: [
        code('Tu código es', digits),
        say`Firma una solicitud, una vez, durante ${minutes} minutos. Solo firmas tú: no des el código a nadie.`,
        say`Si no lo has pedido, no hagas nada: no se firma nada.`,
      ],
    }),
    certificate_made: ({ consent }) => ({
      subject: 'Tu copia de lo que firmaste',
      blocks: [
        say`El PDF sellado de lo que firmaste va con este correo. Dice qué se permite, qué no y cómo retirarlo.`,
        say`Guárdalo. Se puede comprobar sin nosotros.`,
        say`Referencia: ${consent}`,
      ],
    }),
    withdrawal_certified: ({ consent }) => ({
      subject: 'El certificado de lo que has retirado',
      blocks: [
        say`El PDF sellado de lo que has retirado va con este correo. Dice qué se para, qué puede seguir y a quién se avisa.`,
        say`Guárdalo. Se puede comprobar sin nosotros.`,
        say`Referencia: ${consent}`,
      ],
    }),
    consent_withdrawn: ({ consent, productions, effect, stops, does, recall }) => ({
      subject:
        does?.kind === 'asked'
          ? 'Un intérprete pide poner fin a un permiso'
          : productions.length === 0
            ? 'Se ha retirado un permiso que pediste'
            : 'Se ha retirado un permiso en el que te apoyabas',
      blocks: [
        does?.kind === 'asked'
          ? say`El intérprete pide poner fin al permiso ${consent}, o a una parte de él. Te permitía algo en:`
          : productions.length === 0
            ? say`El intérprete ha retirado el permiso ${consent}, o una parte de él. Lo pediste tú.`
            : say`El intérprete ha retirado el permiso ${consent}, o una parte de él. Te permitía algo en:`,
        ...(productions.length === 0 ? [] : [list(productions)]),
        ...(does === undefined ? quoted(effect) : [say`${doneBy(does)}`]),
        ...whatStops(stops, does),
        say`Pregunta otra vez antes de seguir. Un recibo de antes no dice qué vale ahora.`,
        ...(recall === undefined ? [] : [say`Di antes del ${when(recall.answerBy)} qué ha sido de ello.`]),
        ...(recall?.deleteBy
          ? [
              say`La copia, su modelo y aquello de lo que salieron se borran antes del ${when(recall.deleteBy)}. Decláralo también.`,
            ]
          : []),
        ...(recall === undefined ? [] : [link('Responder sin entrar', recall.link)]),
      ],
    }),
    recall_reminder: ({ recall, productions, duty, due, isLate, isHers, link: url }) => ({
      subject: 'Falta tu respuesta sobre lo que se ha retirado',
      blocks: [
        isHers
          ? say`El intérprete te pide que respondas a lo que ha retirado (${recall}). Te apoyabas en ello en:`
          : say`No has respondido a lo que ha retirado un intérprete (${recall}). Te apoyabas en ello en:`,
        list(productions),
        duty === 'answer' ? say`Se pregunta qué ha sido de ello.` : say`Se pide que declares que está borrado.`,
        isLate ? say`El plazo terminó el ${when(due)}.` : say`El plazo termina el ${when(due)}.`,
        ...(isLate ? [say`Después se avisa a quien tiene la producción, y luego al sindicato.`] : []),
        link('Responder sin entrar', url),
      ],
    }),
    recall_escalated: ({ recall, duty, late, isUnions, link: url }) => ({
      subject: 'No hay respuesta a lo que se ha retirado',
      blocks: [
        isUnions
          ? say`Alguien de tu sindicato ha retirado algo (${recall}). Estos se apoyaban en ello y van tarde:`
          : say`Un intérprete ha retirado algo (${recall}). En producciones tuyas estos se apoyaban en ello y van tarde:`,
        list(late),
        duty === 'answer' ? say`No han dicho qué ha sido de ello.` : say`No han declarado que está borrado.`,
        link('Entrar para leerlo', url),
      ],
    }),
    recall_unreached: ({ recall, unreached, to, link: url }) => ({
      subject: 'No llega el correo sobre lo que se ha retirado',
      blocks: [
        to === 'performer'
          ? say`Has retirado algo (${recall}). Estos se apoyaban en ello, y nuestro correo no les llega:`
          : to === 'union'
            ? say`Alguien de tu sindicato ha retirado algo (${recall}). Estos se apoyaban en ello, y nuestro correo no les llega:`
            : say`Un intérprete ha retirado algo (${recall}). En producciones tuyas estos se apoyaban en ello, y nuestro correo no les llega:`,
        list(unreached),
        to === 'performer'
          ? say`Lo que has retirado vale igual: si preguntan otra vez, la respuesta es no. Avisamos a quien tiene la producción, y luego a tu sindicato si lo tienes.`
          : say`Puede que aún no sepan que tienen que parar. Díselo por otra vía, por favor.`,
        link('Entrar para leerlo', url),
      ],
    }),
    recall_completed: ({ recall, consent }) => ({
      subject: 'Todos han respondido a lo que retiraste',
      blocks: [
        say`Quienes se apoyaban en lo que retiraste del permiso ${consent} han respondido (${recall}).`,
        say`El certificado sellado dice qué declara cada uno. Guárdalo: se comprueba sin tener cuenta.`,
        say`Son sus palabras. Countersign no puede mirar en sus ordenadores.`,
      ],
    }),
    withdrawal_recorded: ({ consent, effect, told, entry, does }) => ({
      subject:
        does?.kind === 'asked' ? 'Lo que has pedido ha quedado escrito' : 'Lo que has retirado ha quedado escrito',
      blocks: [
        does?.kind === 'asked'
          ? say`Has pedido retirar el permiso ${consent}, o una parte de él.`
          : say`Has retirado el permiso ${consent}, o una parte de él.`,
        ...(does === undefined ? quoted(effect) : [say`${doneBy(does)}`]),
        ...(told.length === 0 ? [say`Nadie se había apoyado en él.`] : [say`Avisados por correo:`, list(told)]),
        say`Entrada del registro: ${entry}. Guarda este correo como recibo.`,
      ],
    }),
    consent_ended: ({ consent, productions, how }) => ({
      subject: 'Ha terminado un permiso en el que te apoyabas',
      blocks: [
        how === 'ended'
          ? say`La producción que pidió el permiso ${consent} le ha puesto fin. Te permitía algo en:`
          : say`El permiso ${consent} tiene otro más nuevo en su lugar. Te permitía algo en:`,
        list(productions),
        say`Pregunta otra vez antes de seguir. Un recibo de antes no dice qué vale ahora.`,
      ],
    }),
    consent_revoked: ({ consent, link: url }) => ({
      subject: 'Ha terminado un permiso tuyo',
      blocks: [
        say`La producción que pidió el permiso ${consent} le ha puesto fin. Desde ahora no permite nada nuevo.`,
        say`Lo que según sus términos no debe pasar nunca sigue sin poder pasar. No tienes que hacer nada.`,
        link('Se puede seguir leyendo: entra', url),
      ],
    }),
    withdrawal_asked: ({ consent, isUnions, link: url }) => ({
      subject: 'Un intérprete pide poner fin a un permiso',
      blocks: [
        isUnions
          ? say`Un miembro tuyo pide poner fin al permiso ${consent}, o a una parte. Sus términos lo dejan a quien lo pidió.`
          : say`El intérprete pide poner fin al permiso ${consent}, o a una parte. Sus términos lo dejan en tus manos.`,
        say`Hasta que se resuelva, el trabajo nuevo del que trata espera: hará falta una aprobación.`,
        isUnions ? link('Entra para leerlo', url) : link('Entra para aceptarlo o rechazarlo', url),
      ],
    }),
    withdrawal_refused: ({ consent, link: url }) => ({
      subject: 'Hay respuesta a tu petición de retirar un permiso',
      blocks: [
        say`La producción que pidió el permiso ${consent} no acepta que le pongas fin.`,
        say`Tu petición sigue abierta. Hasta que se resuelva, el trabajo nuevo del que trata espera: hará falta una aprobación.`,
        say`Tu agente o tu sindicato pueden decirte qué puedes hacer. También puedes dejar tu petición.`,
        link('Entra para leer su respuesta', url),
      ],
    }),
    consent_disputed: ({ consent, isUnions, link: url }) => ({
      subject: 'Un permiso está en disputa',
      blocks: [
        isUnions
          ? say`El sindicato del intérprete disputa el permiso ${consent}. Con eso no se retira nada.`
          : say`El intérprete disputa el permiso ${consent}. Con eso no se retira nada.`,
        say`Hasta que la disputa termine, el trabajo nuevo con este permiso espera: hará falta una aprobación.`,
        link('Entra para leerla', url),
      ],
    }),
    dispute_ended: ({ consent, isUnions, link: url }) => ({
      subject: 'Ha terminado una disputa',
      blocks: [
        isUnions
          ? say`El sindicato del intérprete ha puesto fin a una disputa sobre el permiso ${consent}.`
          : say`El intérprete ha puesto fin a una disputa sobre el permiso ${consent}.`,
        link('Entra para ver cómo queda el permiso', url),
      ],
    }),
    strike_begun: ({ union, agreements, reason, until, productions, more, link: url }) => ({
      subject: 'Un sindicato ha puesto en pausa el uso de permisos',
      blocks: [
        say`El sindicato ${union} ha llamado a una huelga. Mientras dure, se niega todo uso nuevo de un permiso en pausa.`,
        ...(reason === null ? [] : [say`Esta es la razón que dieron: ${reason}`]),
        until === null ? say`Dura hasta que el sindicato la levante.` : say`Termina sola el ${when(until)}.`,
        say`Es por ${agreements.join(', ')}. Estas obras tuyas tienen permisos en pausa:`,
        list(productions),
        ...(more > 0 ? [say`Hay ${more} más.`] : []),
        say`Los usos que no necesitan permiso siguen. Ningún permiso ha terminado.`,
        link('Entra para ver la huelga', url),
      ],
    }),
    strike_over: ({ union, productions, more, link: url }) => ({
      subject: 'La huelga ha terminado: los permisos valen otra vez',
      blocks: [
        say`Ha terminado una huelga de ${union}. Los permisos para estas obras valen otra vez, tal como se dieron:`,
        list(productions),
        ...(more > 0 ? [say`Hay ${more} más.`] : []),
        say`Pregunta otra vez por cada uso que se negó. Una respuesta de antes no vale para ahora.`,
        link('Entra para ver tus permisos', url),
      ],
    }),
    use_paused: ({ union, reason, until, link: url }) => ({
      subject: 'Una huelga pone en pausa lo que has permitido',
      blocks: [
        say`El sindicato ${union} ha llamado a una huelga. Mientras dure, nadie puede hacer cosas nuevas con los permisos tuyos que toca.`,
        ...(reason === null ? [] : [say`Esta es la razón que dieron: ${reason}`]),
        until === null ? say`Dura hasta que el sindicato la levante.` : say`Termina sola el ${when(until)}.`,
        say`Lo que has firmado sigue firmado. No tienes que hacer nada.`,
        link('Entra para ver qué permisos están en pausa', url),
      ],
    }),
    use_resumed: ({ union, link: url }) => ({
      subject: 'La huelga ha terminado: lo que permitiste vale otra vez',
      blocks: [
        say`Ha terminado una huelga de ${union}. Los permisos tuyos que estaban en pausa valen otra vez, tal como los diste.`,
        say`Puedes retirar lo que tus términos te dejan retirar.`,
        link('Entra para ver tus permisos', url),
      ],
    }),
    use_disclosed: ({ by, title, disclosure, isAsked, link: url }) => ({
      subject: isAsked ? 'Un uso de IA espera una aprobación' : 'Se ha declarado un uso de IA',
      blocks: [
        say`${by} ha declarado un uso de IA para «${title}»: ${disclosure}.`,
        isAsked
          ? say`No puede seguir hasta que todos los que deben aprobarlo lo hayan hecho por escrito.`
          : say`Basta con decírtelo: nadie espera respuesta.`,
        link(isAsked ? 'Entra para leer qué se quiere hacer, y responder' : 'Entra para leer qué se quiere hacer', url),
      ],
    }),
    usage_report_given: ({ by, title, from, until, link: url }) => ({
      subject: 'Un informe de lo que se ha usado',
      blocks: [
        say`${by} te da un informe de «${title}».`,
        say`Dice qué se le permitió y qué hizo con ello.`,
        say`Empieza el ${when(from)}.`,
        say`Acaba el ${when(until)}.`,
        link('Entra para leerlo', url),
      ],
    }),
    approval_answered: ({ approval, disclosure, answer, link: url }) => ({
      subject: 'Una aprobación tiene respuesta o ha cambiado',
      blocks: [
        say`La aprobación ${APPROVAL_OF[approval]} para ${disclosure} ${APPROVAL[answer]}.`,
        link('Entra para leerla', url),
        say`Pregunta otra vez antes de trabajar: solo una consulta dice qué vale ahora.`,
      ],
    }),
    claim_made: ({ by, title, claim, isPerformer, link: url }) => ({
      subject: 'Alguien dice que no hace falta permiso',
      blocks: [
        isPerformer
          ? say`${by} dice que para un uso en «${title}» no hace falta tu permiso: ${claim}.`
          : say`${by} dice que para un uso en «${title}» no hace falta el permiso de un miembro: ${claim}.`,
        ...(isPerformer
          ? [
              say`Lee qué se dice, quién lo dice y por qué.`,
              say`Si tienes una pregunta, hazla. Hasta que te respondan, lo dicho no cuenta.`,
            ]
          : [say`El intérprete también lo sabe. Si hace una pregunta, lo dicho no cuenta hasta que le respondan.`]),
        link('Entra con esta dirección para leerlo', url),
      ],
    }),
    claim_questioned: ({ claim, link: url }) => ({
      subject: 'Un intérprete pregunta por algo que dijisteis',
      blocks: [
        say`El intérprete tiene una pregunta sobre ${claim}. Hasta que le respondan, no cuenta para nada.`,
        link('Entra para leerla y responder', url),
      ],
    }),
    claim_answered: ({ claim, link: url }) => ({
      subject: 'Tu pregunta tiene respuesta',
      blocks: [
        say`Han respondido a lo que preguntaste sobre ${claim}, así que vuelve a contar. Puedes preguntar otra vez.`,
        link('Entra con esta dirección para leer la respuesta', url),
      ],
    }),
    key_changed: ({ what, by, key, organization, endsAt, link: url }) => ({
      subject: KEY_SUBJECT[what],
      blocks: [
        ...(what === 'reported'
          ? [
              say`Alguien encontró el secreto de la clave «${key}» de ${organization} donde no debe estar, y nos avisó.`,
              say`La clave está anulada: lo que la use ya no pasa.`,
            ]
          : [say`${by ?? 'Alguien'} ${KEY_ACT[what]} la clave «${key}» de ${organization}.`]),
        ...(endsAt === undefined ? [] : [say`El secreto que se usaba hasta ahora vale hasta el ${when(endsAt)}.`]),
        what === 'reported'
          ? say`Crea una clave nueva, y lee en el registro qué se hizo con esta.`
          : say`Si nadie de vosotros quería hacerlo, anula la clave y mira quién administra la organización.`,
        link('Entra para ver las claves', url),
      ],
    }),
    key_ending: ({ key, organization, endsAt, link: url }) => ({
      subject: 'Una clave de la API está a punto de terminar',
      blocks: [
        say`La clave «${key}» de ${organization} termina por sí sola el ${when(endsAt)}. Desde entonces, lo que la use no pasa.`,
        say`Crea una clave nueva y pon su secreto donde está esta, a tiempo.`,
        link('Entra para ver las claves', url),
      ],
    }),
    webhook_changed: ({ what, by, organization, host, link: url }) => ({
      subject: WEBHOOK[what][0],
      blocks: [
        say`${organization} ${WEBHOOK[what][1]} ${host}.`,
        ...(by === null
          ? [say`No se pierde nada. Cuando el receptor funcione, activa el webhook: sigue donde se quedó.`]
          : [
              say`Lo ha hecho ${by}.`,
              say`Si nadie de vosotros quería hacerlo, quita el webhook y mira quién administra la organización.`,
            ]),
        link('Entra para ver los webhooks', url),
      ],
    }),
  },
};

const DAYS = 'domingo lunes martes miércoles jueves viernes sábado'.split(' ');
const MONTHS = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ');

/** The zone of whoever reads it is not known here. */
function when(instant: string): string {
  const day = new Date(instant);
  return `${DAYS[day.getUTCDay()] ?? ''} ${day.getUTCDate()} de ${MONTHS[day.getUTCMonth()] ?? ''} de ${day.getUTCFullYear()}, a las ${instant.slice(11, 16)} UTC`;
}

function doneBy({ kind, at }: WithdrawalDoes): string {
  switch (kind) {
    case 'at_once':
      return 'Vale desde ya.';
    case 'new_works':
      return 'Desde ya no se puede hacer nada nuevo. Lo que se hizo antes puede seguir.';
    case 'notice':
      return `Vale desde el ${when(at)}. Hasta entonces se puede seguir.`;
    case 'asked':
      return 'Hace falta el sí de las dos partes. Hasta que se acuerde, todo uso nuevo necesita una aprobación.';
  }
}

/** Sentences of the preview, where nothing says them in Spanish. */
function quoted(sentences: readonly string[]): Block[] {
  return sentences.length === 0 ? [] : [say`Lo que pasa con ello, como se dijo:`, list(sentences, SIGNED)];
}

const WORKS_THEN = {
  stop_unreleased: 'Las obras que aún no han salido también se paran.',
  remove_where_practicable: 'Las obras que ya han salido también se retiran, donde se pueda.',
} as const;

function whatStops(stops: readonly string[], does: WithdrawalDoes | undefined): Block[] {
  const works = does?.works ?? null;
  const signed = works === null ? stops : stops.slice(0, -1);
  const label =
    does?.kind === 'asked'
      ? say`De esto se trata, con las palabras que se firmaron:`
      : say`Lo que se para, con las palabras que se firmaron:`;
  return [
    ...(signed.length === 0 ? [] : [label, list(signed, SIGNED)]),
    ...(works === null ? [] : [say`${WORKS_THEN[works]}`]),
  ];
}

const FACTOR: Readonly<Record<Mails['factor_added']['factor'], string>> = {
  totp: 'una aplicación de códigos',
  passkey: 'una llave de acceso',
};

const PART: Readonly<Record<Mails['participation_invited']['role'], string>> = {
  vendor: 'proveedor',
  studio: 'estudio',
};

const CAPACITY: Readonly<Record<ActingCapacity, string>> = {
  guardian: 'tutor',
  agent: 'agente',
  attorney: 'abogado',
  estate: 'heredero',
  union: 'sindicato',
};

const DETAIL: Readonly<Record<Mails['details_stated']['details'][number], string>> = {
  bornOn: 'cuándo naciste',
  diedOn: 'una fecha de muerte',
  zone: 'tu zona horaria',
  residence: 'dónde vives',
  unions: 'en qué sindicatos estás',
  identity: 'hasta qué punto se sabe quién eres',
};

const ACT: Readonly<Record<ActInHerName, string>> = {
  request_countered: 'respondió a una solicitud con otros términos',
  request_declined: 'dijo que no a una solicitud',
  request_signed: 'firmó una solicitud',
  request_cosigned: 'firmó una solicitud que espera a otros',
  consent_withdrawn: 'retiró un permiso, o una parte de él',
  consent_disputed: 'disputó un permiso',
  dispute_ended: 'puso fin a una disputa',
  claim_questioned: 'preguntó por un uso que, según dicen, no necesita tu permiso',
};

const ANSWER: Readonly<Record<Mails['request_answered']['answer'], string>> = {
  countered: 'tiene como respuesta otros términos',
  declined: 'tiene un no como respuesta',
  signed: 'está firmada',
  cosigned: 'tiene una firma y espera otras',
  yours_missing: 'tiene una firma y espera la tuya',
  taken_up: 'la ha hecho suya el intérprete, que ya no es menor',
};

const APPROVAL_OF: Readonly<Record<Mails['approval_answered']['approval'], string>> = {
  studio: 'del estudio',
  legal: 'legal',
  union: 'del sindicato',
  estate: 'de los herederos',
  performer: 'del intérprete',
};

const APPROVAL: Readonly<Record<Mails['approval_answered']['answer'], string>> = {
  given: 'ya está dada',
  refused: 'no se ha dado',
  voided: 'se ha retirado',
};

const KEY_SUBJECT: Readonly<Record<Mails['key_changed']['what'], string>> = {
  made: 'Se ha creado una clave de la API',
  rotated: 'Se ha cambiado el secreto de una clave de la API',
  revoked: 'Se ha anulado una clave de la API',
  reported: 'Una clave de la API estaba a la vista y se ha anulado',
};

const WEBHOOK: Readonly<Record<Mails['webhook_changed']['what'], readonly [subject: string, done: string]>> = {
  created: ['Los avisos van a una dirección nueva', 'envía lo que pasa en sus producciones a'],
  changed: ['Ha cambiado lo que se envía a un webhook', 'ha cambiado lo que se envía, o adónde: ahora es'],
  rotated: ['Un webhook tiene una clave nueva', 'tiene una clave nueva para lo que envía a'],
  disabled: ['Un webhook está parado', 'no envía nada por ahora a'],
  enabled: ['Un webhook vuelve a funcionar', 'vuelve a enviar avisos a'],
  removed: ['Se ha quitado un webhook', 'ya no envía nada a'],
  gone: ['Un webhook está parado', 'ya no envía nada, porque respondió que ya no existe (410), a'],
  failing: ['Un webhook está parado', 'ya no envía nada, porque no acepta nada desde hace cinco días, a'],
};

const KEY_ACT = { made: 'ha creado', rotated: 'ha cambiado el secreto de', revoked: 'ha anulado' } as const;
